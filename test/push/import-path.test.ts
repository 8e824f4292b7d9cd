import { describe, expect, it } from '@jest/globals';
import {
  fileName,
  importFolder,
  importPath,
  isImportFile,
  isSameFile,
} from '../../shared/push/import-path';

const NOW = Date.UTC(2026, 4, 17, 9, 5, 7, 123);

describe('where the file of an import lies', () => {
  it('is told by time and import, with a name of its own for every file', () => {
    expect(importPath('0123456789ab', NOW, 1)).toBe('imports/20260517T090507Z-0123456789ab.json');
    expect(importPath('0123456789ab', NOW, 2)).toBe('imports/20260517T090507Z-0123456789ab-2.json');
  });

  it('is known for one of ours, and nothing else is', () => {
    for (const turn of [1, 2]) {
      expect(isImportFile(importPath('0123456789ab', NOW, turn).slice('imports/'.length))).toBe(
        true,
      );
    }
    const others = [
      'TogoUPErrorDetail.json',
      '20260517T090507Z-x.json',
      'a20260517T090507Z-0123456789ab.json',
    ];
    expect(others.filter(isImportFile)).toEqual([]);
  });

  it('is found by its address, however SharePoint writes it', () => {
    const url = "https://contoso.sharepoint.com/sites/togo/Shared%20Documents/imports/o'x.json";
    expect(importFolder(url)).toBe(
      'https://contoso.sharepoint.com/sites/togo/Shared%20Documents/imports',
    );
    expect(fileName(url)).toBe("o'x.json");
    const written = 'https://Contoso.sharepoint.com/sites/togo/shared documents/imports/o%27x.json';
    expect(isSameFile(url, written)).toBe(true);
    expect(isSameFile(url, url.replace('x.json', 'y.json'))).toBe(false);
    expect(isSameFile('https://x/%', 'https://X/%')).toBe(true);
  });
});
