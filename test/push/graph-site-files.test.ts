import { describeSiteFiles } from '../contract/site-files.contract';
import { MEMORY_FOLDER_URL, MemorySite } from '../fakes/memory-site-files';

describeSiteFiles('files of a site in memory', async () => {
  const site = new MemorySite();
  return {
    open: site.open,
    folderUrl: MEMORY_FOLDER_URL,
    become: async (state) => {
      site.state = state;
    },
  };
});
