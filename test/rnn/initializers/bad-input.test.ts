import { describe, expect, it } from 'vitest';
import { balanced } from '../../../src/rnn/initializers/balanced.ts';
import { gaussian, uniformBetween } from '../../../src/rnn/initializers/fixed-scale.ts';
import { glorotNormal, glorotUniform } from '../../../src/rnn/initializers/glorot.ts';
import type { Initial } from '../../../src/rnn/initializers/initializer.ts';
import { kaimingNormal, kaimingUniform } from '../../../src/rnn/initializers/kaiming.ts';
import { gamma, lognormal } from '../../../src/rnn/initializers/positive.ts';
import { spectralRadius } from '../../../src/rnn/initializers/spectral-radius.ts';
import { orthogonal, scaledIdentity } from '../../../src/rnn/initializers/structured.ts';
import { createRateNetwork } from '../../../src/rnn/networks/rate-network.ts';
import { key, ShapeError, tensor, zeros } from '../../../src/tensor/index.ts';

const any = (value: unknown): never => value as never;

describe('initialisers refuse, when they are made, in a sentence', () => {
  it.each<[() => unknown, string, new (...args: never[]) => Error]>([
    [
      () => gaussian(any({ sd: 1 })),
      "gaussian: expected known options, got 'sd' - did you mean 'std'?",
      TypeError,
    ],
    [() => gaussian(any(0.1)), 'gaussian: expected options to be an object, got 0.1', TypeError],
    [() => gaussian({ std: -1 }), 'gaussian: expected std to be a finite number >= 0, got -1', RangeError],
    [() => gaussian({ mean: Number.NaN }), 'got NaN', RangeError],
    [
      () => uniformBetween({ low: 0.2 }),
      'uniformBetween: expected high to be a finite number >= 0.2, got 0.1',
      RangeError,
    ],
    [
      () => uniformBetween(any({ hgih: 0 })),
      "uniformBetween: expected known options, got 'hgih' - did you mean 'high'?",
      TypeError,
    ],
    [
      () => kaimingUniform({ gain: 0 }),
      'kaimingUniform: expected gain to be a finite number > 0, got 0',
      RangeError,
    ],
    [
      () => kaimingNormal(any({ gian: 1 })),
      "kaimingNormal: expected known options, got 'gian' - did you mean 'gain'?",
      TypeError,
    ],
    [
      () => orthogonal({ gain: -1 }),
      'orthogonal: expected gain to be a finite number > 0, got -1',
      RangeError,
    ],
    [() => orthogonal(any(null)), 'orthogonal: expected options to be an object, got null', TypeError],
    [
      () => scaledIdentity(any(undefined)),
      'scaledIdentity: expected value to be a finite number',
      RangeError,
    ],
    [() => gamma({ mean: 0 }), 'gamma: expected mean to be a finite number > 0, got 0', RangeError],
    [() => gamma({ shape: 0 }), 'gamma: expected shape to be a finite number >= 0.01, got 0', RangeError],
    [
      () => gamma(any({ k: 2 })),
      "gamma: expected known options, got 'k' - the options are mean, shape",
      TypeError,
    ],
    [() => lognormal({ mean: -1 }), 'lognormal: expected mean to be a finite number > 0, got -1', RangeError],
    [
      () => lognormal({ variance: -0.1 }),
      'lognormal: expected variance to be a finite number >= 0, got -0.1',
      RangeError,
    ],
    [
      () => lognormal({ mean: 1e-3, variance: 2 }),
      'lognormal: expected variance / mean^2 to be a number in [0, 1000000], got 2000000',
      RangeError,
    ],
    [
      () => balanced(any(undefined)),
      'balanced: expected an initialiser, a number or values, got undefined',
      TypeError,
    ],
    [
      () => balanced(gaussian(), any({ form: 'rows' })),
      "balanced: expected form to be 'row' or 'psychrnn', got 'rows' - did you mean 'row'?",
      RangeError,
    ],
    [
      () => balanced(gaussian(), any({ of: 'row' })),
      "balanced: expected known options, got 'of' - the options are form",
      TypeError,
    ],
    [
      () => spectralRadius(0, gaussian()),
      'spectralRadius: expected radius to be a finite number > 0, got 0',
      RangeError,
    ],
    [
      () => spectralRadius(any(gaussian()), any(1.1)),
      'spectralRadius: expected radius to be a finite number > 0, got ',
      RangeError,
    ],
    [
      () => spectralRadius(1.1, any('gaussian')),
      "spectralRadius: expected an initialiser, a number or values, got 'gaussian'",
      TypeError,
    ],
    [
      () => spectralRadius(1.1, gaussian(), any({ of: 'drawn' })),
      "spectralRadius: expected of to be 'effective' or 'raw', got 'drawn' - did you mean 'raw'?",
      RangeError,
    ],
  ])('%s', (make, message, type) => {
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});

describe('initialisers refuse, when they draw, what their site is not', () => {
  const options = { nIn: 2, nRec: 3, nOut: 1, daleRatio: 0.7 };
  const draw = (name: 'wIn' | 'wRec' | 'bRec', initial: Initial) => () =>
    createRateNetwork({ ...options, init: { [name]: initial } }).initialize(key(0));

  it.each<['wIn' | 'wRec' | 'bRec', Initial, string, new (...args: never[]) => Error]>([
    ['bRec', glorotNormal(), 'glorotNormal: expected weights [post, pre], got bRec of shape [3]', ShapeError],
    [
      'bRec',
      glorotUniform(),
      'glorotUniform: expected weights [post, pre], got bRec of shape [3]',
      ShapeError,
    ],
    ['bRec', orthogonal(), 'orthogonal: expected weights [post, pre], got bRec of shape [3]', ShapeError],
    ['bRec', balanced(1), 'balanced: expected weights [post, pre], got bRec of shape [3]', ShapeError],
    [
      'wIn',
      scaledIdentity(1),
      'scaledIdentity: expected square weights, got wIn of shape [3, 2]',
      ShapeError,
    ],
    [
      'wIn',
      spectralRadius(1, 1),
      'spectralRadius: expected square weights, got wIn of shape [3, 2]',
      ShapeError,
    ],
    ['wRec', balanced(zeros([2, 2])), 'balanced: expected init.wRec of shape [3, 3], got [2, 2]', ShapeError],
    [
      'wRec',
      spectralRadius(1, () => tensor(Number.NaN)),
      'spectralRadius: expected init.wRec of shape [3, 3], got []',
      ShapeError,
    ],
    [
      'wRec',
      spectralRadius(1, Infinity),
      'spectralRadius: expected init.wRec to hold finite numbers, got Infinity',
      RangeError,
    ],
    [
      'wRec',
      any(() => undefined),
      'createRateNetwork: expected init.wRec to return a tensor, got undefined',
      TypeError,
    ],
    [
      'wRec',
      balanced(any(() => [[1]])),
      'balanced: expected init.wRec to return a tensor, got [[1]]',
      TypeError,
    ],
  ])('%s %s', (name, initial, message, type) => {
    expect(draw(name, initial)).toThrow(type);
    expect(draw(name, initial)).toThrow(message);
  });
});
