import type { Drives } from './drives';
import { jsonAnswer, type Answer, type Call } from './exchange';

/** `/_state/files`: every file of every library; `/_state/files?url=` what is in one of them. */
export function filesState(drives: Drives, call: Call): Answer {
  const url = new URLSearchParams(call.query).get('url');
  if (url === null) return jsonAnswer(200, { files: filesAsShown(drives) });
  const file = drives.findByUrl(url);
  if (file === undefined) return jsonAnswer(404, { error: 'No file has this address.' });
  return {
    status: 200,
    headers: { 'Content-Type': 'application/octet-stream' },
    body: file.content,
  };
}

export function filesAsShown(drives: Drives): unknown {
  return drives.all().map(({ url, content, createdAt }) => ({
    url,
    size: content.length,
    createdAt: new Date(createdAt).toISOString(),
  }));
}
