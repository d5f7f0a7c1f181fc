/** A link that holds the whole configuration, made and read. @module */

import type { ExperimentConfig } from '../../../src/experiments/experiment-config.ts';
import { decodeLink, encodeLink } from '../link.ts';
import { byId, setText } from './h.ts';
import type { LabStore } from './state.ts';

/** The address of this page with a configuration in its fragment. */
const linkTo = (config: ExperimentConfig): string =>
  `${location.href.replace(/#.*$/s, '')}${encodeLink(config)}`;

/** Connects the button that copies a link to the run, and the field that shows it. */
export function mountShare(store: LabStore): void {
  const field = byId<HTMLInputElement>('share-link');
  const note = byId('share-note');
  byId('share').addEventListener('click', async () => {
    const { facts } = store.get();
    if (facts === null) return;
    field.value = linkTo(facts.config);
    byId('share-panel').hidden = false;
    try {
      await navigator.clipboard.writeText(field.value);
      setText(note, 'The link is copied: it repeats this run to the bit.');
    } catch {
      // Browsers may refuse, and those of pages from disk do.
      field.focus();
      field.select();
      setText(note, 'Copy the link from the field: it repeats this run to the bit.');
    }
  });
  field.addEventListener('focus', () => field.select());
  store.subscribe((state, before) => {
    // A link to another run would mislead.
    if (state.facts !== before.facts) byId('share-panel').hidden = true;
  });
}

/**
 * Takes the configuration out of the address of the page; null where there is none. What is reloaded then is what was
 * done with it.
 * @throws Error with a sentence for a link that is damaged
 */
export function takeLink(): ExperimentConfig | null {
  const { hash, href } = location;
  // A damaged one too: a reload would tell of it again.
  if (/^#v\d+=/.test(hash)) history.replaceState(null, '', href.replace(/#.*$/s, ''));
  return decodeLink(hash);
}
