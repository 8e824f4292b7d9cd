/** What the table service refuses in keys: `/ \ # ?`, control characters, lone surrogates, more than 1 KiB. */
export function tableKeyComplaints(key: string): string[] {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const refused = /[/\\#?\u0000-\u001f\u007f-\u009f]/u;
  const complaints: string[] = [];
  if (refused.test(key)) complaints.push(`${JSON.stringify(key)} holds a refused character`);
  if (!key.isWellFormed()) complaints.push(`${JSON.stringify(key)} holds a lone surrogate`);
  if (Buffer.byteLength(key, 'utf16le') > 1024) complaints.push('the key is too long');
  return complaints;
}
