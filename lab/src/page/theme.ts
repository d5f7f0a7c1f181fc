/** Light and dark: the reader's system, or a choice. @module */

import { figureStyles } from '../../../src/plot/theme.ts';
import { byId, h } from './h.ts';
import type { LabStore, ThemeChoice } from './state.ts';

/** Puts the class `light` or `dark` on the page, which its style sheet and that of the figures follow. */
export function mountTheme(store: LabStore): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const select = byId<HTMLSelectElement>('theme');
  document.head.append(h('style', {}, figureStyles));

  function show(): void {
    const { theme } = store.get();
    const isDark = theme === 'dark' || (theme === 'system' && system.matches);
    document.documentElement.classList.toggle('dark', isDark);
    document.documentElement.classList.toggle('light', !isDark);
    select.value = theme;
  }

  select.addEventListener('change', () => store.update({ theme: select.value as ThemeChoice }));
  system.addEventListener('change', show);
  store.subscribe((state, before) => {
    if (state.theme !== before.theme) show();
  });
  show();
}
