import { ContainerClient } from '@azure/storage-blob';

/** Names of all blobs in container `submissions`; none when there is no such container yet. */
export async function listStoredBlobs(storage: string): Promise<string[]> {
  const container = new ContainerClient(storage, 'submissions');
  if (!(await container.exists())) return [];
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
}
