/** The version of the library, which reports name. @module */

/** That of package.json, to which a test holds it. */
export const VERSION: string = '0.1.0';
