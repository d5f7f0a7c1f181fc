/** Keep and share: downloads, opening files, the hash of the weights. @module */

import type { FileName } from '../protocol.ts';
import { download } from './figure.ts';
import { byId, h, setText } from './h.ts';
import type { LabStore } from './state.ts';
import type { Ask } from './worker-client.ts';

const FILES: Readonly<Record<FileName, { readonly text: string; readonly type: string }>> = {
  'weights.npz': { text: 'Weights for NumPy: the parameters, and those in use.', type: 'application/zip' },
  'weights.safetensors': { text: 'Weights for other programs.', type: 'application/octet-stream' },
  'psychrnn.npz': { text: 'Weights as PsychRNN reads them.', type: 'application/zip' },
  'checkpoint.safetensors': {
    text: 'The run as it stands: opened again, it goes on to the same bits.',
    type: 'application/octet-stream',
  },
  'config.json': { text: 'All settings and the seed.', type: 'application/json' },
  'report.html': { text: 'All figures and numbers on one page.', type: 'text/html' },
};

function fileRow(name: FileName, ask: Ask, tell: (text: string) => void): HTMLElement {
  const { text, type } = FILES[name];
  const save = async (): Promise<void> => {
    try {
      download(name, await ask('file', { file: name }), type);
      tell(`${name} is saved.`);
    } catch (error) {
      tell((error as Error).message);
    }
  };
  const id = `file-${name.replace('.', '-')}`;
  const button = h('button', { type: 'button', id, 'aria-describedby': `${id}-text`, click: save }, name);
  return h('li', {}, button, h('span', { class: 'hint', id: `${id}-text` }, text));
}

function mountOpen(store: LabStore, ask: Ask, tell: (text: string) => void): void {
  const input = byId<HTMLInputElement>('open-file');
  const zone = byId('drop-zone');

  async function open(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    tell(`Opening ${file.name}.`);
    // The form is to show what is opened, whatever it says.
    store.update({ sent: store.get().draft });
    try {
      tell(await ask('open', { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }));
    } catch (error) {
      tell((error as Error).message);
    }
  }

  input.addEventListener('change', () => {
    void open(input.files?.[0]);
    // The same file may be opened again.
    input.value = '';
  });
  // A file that misses the zone would replace the page.
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => event.preventDefault());
  zone.addEventListener('dragover', () => zone.classList.add('over'));
  for (const end of ['dragleave', 'drop'] as const) {
    zone.addEventListener(end, () => zone.classList.remove('over'));
  }
  zone.addEventListener('drop', (event) => void open(event.dataTransfer?.files[0]));
}

/** Connects the panel. */
export function mountKeep(store: LabStore, ask: Ask): void {
  const tell = (text: string): void => {
    setText(byId('file-status'), text);
  };
  byId('files').append(...(Object.keys(FILES) as FileName[]).map((name) => fileRow(name, ask, tell)));
  mountOpen(store, ask, tell);
  const hash = byId('hash');
  const wipe = (): void => {
    setText(hash, '');
    setText(byId('hash-step'), '');
  };
  byId('hash-button').addEventListener('click', async () => {
    wipe();
    try {
      const answer = await ask('hash', {});
      setText(hash, answer.hash);
      setText(byId('hash-step'), `after step ${answer.step}`);
    } catch (error) {
      setText(hash, (error as Error).message);
    }
  });
  store.subscribe((state, before) => {
    // A hash of another run would mislead.
    if (state.facts !== before.facts) wipe();
  });
}
