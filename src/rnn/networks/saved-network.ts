/** Networks as plain settings and tensors, for a file, and back. @module */

import { checkRecord, show } from '../../tensor/options.ts';
import { isTensor, type Nested, type Tensor, tensor } from '../../tensor/tensor.ts';
import type { FixedMasks } from '../constraints/fixed.ts';
import { createGru, type GruNetwork, type GruOptions } from './gru.ts';
import { createLstm, type LstmNetwork, type LstmOptions } from './lstm.ts';
import type { Network } from './network.ts';
import { createRateNetwork, type RateNetwork } from './rate-network.ts';
import type { RateNetworkOptions } from './rate-options.ts';

/** A network that `loadNetwork` can make again. */
export type SavableNetwork = RateNetwork | LstmNetwork | GruNetwork;

/** What tells a network: its options, numbers and names as settings, matrices as tensors. Initial values are left out. */
export interface SavedNetwork {
  readonly settings: { readonly [name: string]: unknown };
  readonly tensors: { readonly [option: string]: { readonly [name: string]: Tensor } };
}

const FN = 'saveNetwork';
const KINDS = ['rate', 'LSTM', 'GRU'];

const asTensor = (given: unknown): Tensor => (isTensor(given) ? given : tensor(given as Nested));

/** Whether a network is of a kind that can be made again from its options. */
export const isSavable = (network: Pick<Network<never>, 'name'>): network is SavableNetwork =>
  KINDS.includes(network.name) && 'options' in network;

/**
 * Takes a network apart for a file.
 * @throws TypeError for a network of a cell of one's own: it is made again by the code that made it
 */
export function saveNetwork(network: SavableNetwork): SavedNetwork {
  if (!isSavable(network)) {
    const got = show((network as { name: string }).name);
    throw new TypeError(
      `${FN}: expected a network of kind ${KINDS.join(', ')}, got ${got} - save its parameters alone`,
    );
  }
  const settings: { [name: string]: unknown } = { kind: network.name };
  const tensors: { [option: string]: { [name: string]: Tensor } } = {};
  for (const [name, value] of Object.entries(network.options)) {
    if (name === 'init' || name === 'fixed' || value === undefined) continue;
    if (name === 'masks' || name === 'constants') {
      const given = Object.entries(value as object).filter(([, matrix]) => matrix !== undefined);
      tensors[name] = Object.fromEntries(given.map(([matrix, x]) => [matrix, asTensor(x)]));
    } else if (name === 'tau' && isTensor(value)) {
      // Settings hold numbers; what f32 rounded down to just below dt is as long as dt.
      const { dt = 20 } = network.options as RateNetworkOptions;
      settings.tau = Array.from(value.data, (t) => Math.max(t, dt));
      // A function cannot be kept: the loader has to give it again.
    } else settings[name] = typeof value === 'function' ? { own: true } : value;
  }
  tensors.fixed = { ...(network.fixed as FixedMasks) };
  return { settings, tensors };
}

/** Options that replace those of the file; `activation` has to be given if it was a function. */
export type NetworkOverrides = Partial<RateNetworkOptions> & Partial<LstmOptions> & Partial<GruOptions>;

/**
 * Makes a network again from what `saveNetwork` returned.
 * @throws TypeError for settings of no known kind, and for an activation that was a function and is not given
 */
export function loadNetwork(saved: SavedNetwork, overrides: NetworkOverrides = {}): SavableNetwork {
  const fn = 'loadNetwork';
  checkRecord(fn, 'settings', saved.settings);
  const { kind, ...settings } = saved.settings;
  const options = { ...settings, ...saved.tensors, ...overrides } as unknown as RateNetworkOptions;
  if (typeof options.activation === 'object') {
    throw new TypeError(
      `${fn}: expected the activation, a function that no file holds, got none - give { activation }`,
    );
  }
  if (kind === 'rate') return createRateNetwork(options);
  if (kind === 'LSTM') return createLstm(options as LstmOptions);
  if (kind === 'GRU') return createGru(options as GruOptions);
  throw new TypeError(`${fn}: expected settings of kind ${KINDS.join(', ')}, got ${show(kind)}`);
}
