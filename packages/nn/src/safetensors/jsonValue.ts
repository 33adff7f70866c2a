/** An object of parsed JSON. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** A value of parsed JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
