/** The options of area masks, checked. @module */

import {
  checkFlag,
  checkInteger,
  checkName,
  checkNumber,
  checkOptions,
  checkRecord,
  nearestName,
  show,
} from '../../tensor/options.ts';
import { checkKey } from '../../tensor/random.ts';
import type { Area, AreaConnection, AreaMaskOptions, UnitKind } from './areas.ts';
import { checkDensity, type Density, excitatoryCount } from './connectivity.ts';

const FN = 'areaMasks';
const KINDS = ['all', 'excitatory', 'inhibitory'];

const partial = (density: Density): boolean =>
  typeof density === 'object'
    ? partial(density.excitatory) || partial(density.inhibitory)
    : density > 0 && density < 1;

function checkNumbers(name: string, wanted: boolean | readonly number[], length: number): void {
  if (!Array.isArray(wanted)) {
    if (typeof wanted === 'boolean') return;
    const want = `${name} to be true, false or a list of numbers`;
    throw new TypeError(`${FN}: expected ${want}, got ${show(wanted)}`);
  }
  wanted.forEach((number, i) => {
    checkInteger(FN, `${name}[${i}]`, number, 0, length - 1);
  });
}

function checkArea(area: Area, i: number, { nIn, nOut, daleRatio = null }: AreaMaskOptions): void {
  const label = `areas[${i}]`;
  checkRecord(FN, label, area);
  checkOptions(`${FN}: ${label}`, area, ['name', 'fraction', 'inputs', 'outputs', 'within']);
  const { name, fraction, inputs = true, outputs = true, within = 1 } = area;
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`${FN}: expected ${label}.name to be a name, got ${show(name)}`);
  }
  checkNumber(FN, `${label}.fraction`, fraction, 0, 1);
  checkNumbers(`${label}.inputs`, inputs, nIn);
  checkNumbers(`${label}.outputs`, outputs, nOut);
  checkDensity(FN, `${label}.within`, within, daleRatio);
}

function checkAreas(options: AreaMaskOptions): void {
  const { areas } = options;
  if (!Array.isArray(areas) || areas.length === 0) {
    throw new TypeError(`${FN}: expected areas to be a list of areas, got ${show(areas)}`);
  }
  areas.forEach((area: Area, i: number) => {
    checkArea(area, i, options);
  });
  const names = areas.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new RangeError(`${FN}: expected areas to have different names, got '${twice}' twice`);
  }
  const sum = areas.reduce((total, { fraction }) => total + fraction, 0);
  if (!(Math.abs(sum - 1) < 1e-6)) {
    throw new RangeError(`${FN}: expected the fractions of the areas to sum to 1, got ${sum}`);
  }
}

function checkConnection(connection: AreaConnection, i: number, options: AreaMaskOptions): void {
  const label = `connections[${i}]`;
  checkRecord(FN, label, connection);
  checkOptions(`${FN}: ${label}`, connection, ['from', 'to', 'density', 'units', 'onto']);
  const { daleRatio = null, areas } = options;
  const names = areas.map(({ name }) => name);
  for (const end of ['from', 'to'] as const) {
    const name = connection[end];
    if (names.includes(name)) continue;
    const hint = typeof name === 'string' ? ` - did you mean '${nearestName(name, names)}'?` : '';
    throw new RangeError(`${FN}: expected ${label}.${end} to name an area, got ${show(name)}${hint}`);
  }
  const { density = 1 } = connection;
  checkDensity(FN, `${label}.density`, density, daleRatio);
  for (const end of ['units', 'onto'] as const) {
    const kind = connection[end];
    if (kind === undefined) continue;
    checkName(FN, `${label}.${end}`, kind, KINDS);
    if (kind !== 'all' && daleRatio === null) {
      const want = `${label}.${end} '${kind}' beside a daleRatio`;
      throw new RangeError(`${FN}: expected ${want}, got none - give daleRatio`);
    }
  }
  if (typeof density === 'object' && (connection.units ?? 'all') !== 'all') {
    const want = `${label}.density to be one number beside units '${connection.units}'`;
    throw new RangeError(`${FN}: expected ${want}, got ${show(density)}`);
  }
  const own = areas.find(({ name }) => name === connection.from);
  if (connection.from === connection.to && own?.within !== undefined) {
    const got = `a within of its own for '${connection.from}'`;
    throw new RangeError(
      `${FN}: expected ${label} to be the only word on its area, got ${got} - leave one out`,
    );
  }
}

/** Which units a connection takes, its defaults decided. */
function kindsOf({ units, onto = 'all', density }: AreaConnection, daleRatio: number | null): UnitKind[] {
  const all = daleRatio === null || typeof density === 'object';
  return [units ?? (all ? 'all' : 'excitatory'), onto];
}

/** @throws RangeError for two connections that say something about the same pair of units */
function checkOverlaps(connections: readonly AreaConnection[], daleRatio: number | null): void {
  const meet = (a: UnitKind, b: UnitKind): boolean => a === b || a === 'all' || b === 'all';
  connections.forEach((connection, i) => {
    const kinds = kindsOf(connection, daleRatio);
    const j = connections.findIndex(
      (other) =>
        other.from === connection.from &&
        other.to === connection.to &&
        kindsOf(other, daleRatio).every((kind, end) => meet(kind, kinds[end])),
    );
    if (j >= i) return;
    const got = `connections[${j}] and connections[${i}]`;
    const where = `from '${connection.from}' to '${connection.to}'`;
    throw new RangeError(`${FN}: expected one connection of the same units ${where}, got ${got}`);
  });
}

/**
 * Checks the options of `areaMasks`.
 * @throws TypeError or RangeError naming the option
 */
export function readAreaOptions(options: AreaMaskOptions): void {
  checkRecord(FN, 'options', options);
  checkOptions(FN, options, [
    'nIn',
    'nRec',
    'nOut',
    'daleRatio',
    'readout',
    'autapses',
    'key',
    'areas',
    'connections',
  ]);
  const { daleRatio = null, readout = 'all', autapses = true, key, connections = [] } = options;
  for (const name of ['nIn', 'nRec', 'nOut'] as const) checkInteger(FN, name, options[name], 1);
  if (daleRatio !== null) checkNumber(FN, 'daleRatio', daleRatio, 0, 1);
  checkName(FN, 'readout', readout, ['all', 'excitatory']);
  checkFlag(FN, 'autapses', autapses);
  if (readout === 'excitatory' && (daleRatio === null || excitatoryCount(options.nRec, daleRatio) === 0)) {
    throw new RangeError(`${FN}: expected excitatory units to read, got daleRatio ${daleRatio}`);
  }
  checkAreas(options);
  if (!Array.isArray(connections)) {
    throw new TypeError(`${FN}: expected connections to be a list, got ${show(connections)}`);
  }
  connections.forEach((connection: AreaConnection, i: number) => {
    checkConnection(connection, i, options);
  });
  checkOverlaps(connections, daleRatio);
  const densities = [
    ...options.areas.map(({ within }) => within),
    ...connections.map(({ density }) => density),
  ];
  if (key !== undefined) checkKey(FN, key);
  else if (densities.some((density) => density !== undefined && partial(density))) {
    throw new TypeError(
      `${FN}: expected a key for densities between 0 and 1, got none - give key: key(seed)`,
    );
  }
}
