/** Values of a configuration by path, such as `network.tau`. @module */

type Nested = Readonly<Record<string, unknown>>;

/** The value at a path; undefined where there is none. */
export function valueAt(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Nested | undefined)?.[name], config);
}

/** The configuration with another value at a path, whose parents exist; undefined takes the name away. */
export function withValue<C extends object>(config: C, path: string, value: unknown): C {
  const [name, ...rest] = path.split('.');
  const { [name]: old, ...others } = config as Nested;
  const next = rest.length === 0 ? value : withValue(old as object, rest.join('.'), value);
  return (next === undefined ? others : { ...config, [name]: next }) as C;
}
