/** The page of the lab. @module */

import type { PartialConfig } from '../../../src/experiments/experiment-config.ts';
import { experimentPresets } from '../../../src/experiments/experiment-presets.ts';
import { createKeeper } from '../storage.ts';
import { readChoices } from './choices.ts';
import { mountDesign } from './design.ts';
import { byId, setText } from './h.ts';
import { mountKeep } from './keep.ts';
import { mountLossChart } from './loss-chart.ts';
import { mountPerformance } from './performance.ts';
import { mountPersistence } from './persist.ts';
import { named } from './presets.ts';
import { mountRunControls } from './run-controls.ts';
import { takeEvent } from './run-events.ts';
import { mountShare, takeLink } from './share.ts';
import { createStore, type LabState, type LabStore } from './state.ts';
import { mountTakeApart } from './take-apart.ts';
import { mountTheme } from './theme.ts';
import { createTrialChoice } from './trial-choice.ts';
import { mountCards, mountLossFigure } from './view-cards.ts';
import { apartViews, watchViews } from './view-list.ts';
import { createWorker, type WorkerClient } from './worker-client.ts';

const FIRST = experimentPresets.song2016;

/** Connects the choices of how figures are drawn. */
function mountFigureChoices(store: LabStore): void {
  const order = byId<HTMLSelectElement>('order');
  const palette = byId<HTMLSelectElement>('palette');
  order.value = store.get().order;
  palette.value = store.get().palette;
  order.addEventListener('change', () => store.update({ order: order.value as LabState['order'] }));
  palette.addEventListener('change', () => store.update({ palette: palette.value as LabState['palette'] }));
}

/** Opens the page; its worker is started from the text of its own script. */
export function openLab(): void {
  const keeper = createKeeper(
    () => sessionStorage,
    () => localStorage,
  );
  const kept = keeper.load();
  const store = createStore<LabState>({
    ...readChoices(kept.options),
    ...{ run: null, facts: null, draft: FIRST, sent: FIRST, settingUp: false, complaint: null },
    ...{ step: 0, seconds: 0, losses: [], version: 0, status: '' },
  });
  const worker: WorkerClient = createWorker(
    byId('program').textContent,
    (event) => takeEvent(store, event),
    (message) => store.update({ run: 'failed', status: message, settingUp: false }),
  );
  const { ask } = worker;
  const configure = (config: PartialConfig): void => {
    store.update({ settingUp: true, status: 'Setting up the network.', sent: store.get().draft });
    worker.send({ kind: 'configure', config });
  };
  const showLinkProblem = (text: string): void => setText(byId('link-error'), text);
  const apply = (): void => {
    showLinkProblem('');
    configure(named(store.get().draft));
  };

  mountTheme(store);
  mountRunControls(store, worker, apply);
  mountDesign(store, ask, apply);
  mountLossChart(store);
  mountFigureChoices(store);
  byId('watch-trial').append(createTrialChoice(store, 'watch'));
  byId('apart-trial-choice').append(createTrialChoice(store, 'apart'));
  mountTakeApart(store, ask);
  mountPerformance(store, ask);
  mountCards(store, ask, [
    { group: 'view', place: byId('watch-cards'), views: watchViews },
    { group: 'apart', place: byId('apart-cards'), views: apartViews },
  ]);
  mountLossFigure(store, ask);
  mountKeep(store, ask);
  mountShare(store);
  mountPersistence(store, ask, keeper);

  /** What was kept, or the first preset. */
  async function restore(): Promise<void> {
    let first: PartialConfig = FIRST;
    try {
      const config = kept.config as PartialConfig | null;
      if (config !== null && (await ask('check', { config })) === null) first = config;
      if (kept.checkpoint !== null) {
        await ask('open', { name: 'checkpoint.safetensors', bytes: kept.checkpoint });
        return;
      }
    } catch {
      // What was kept is damaged, or there is no worker, which the page has been told.
    }
    if (store.get().run !== 'failed') configure(first);
  }

  /** Runs what the address holds; tells why not where it is damaged or impossible. Whether it runs. */
  async function follow(): Promise<boolean> {
    try {
      const config = takeLink();
      if (config === null) return false;
      showLinkProblem('');
      const complaint = await ask('check', { config });
      if (complaint !== null) throw new Error(complaint);
      store.update({ draft: config });
      configure(config);
      return true;
    } catch (error) {
      showLinkProblem((error as Error).message);
      return false;
    }
  }

  void follow().then((runs) => (runs ? undefined : restore()));
  addEventListener('hashchange', () => void follow());
}
