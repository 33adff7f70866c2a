/** A file of the page. @throws Error with its path and the HTTP status */
export async function fetched(file: URL): Promise<Response> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file.pathname} could not be loaded: ${response.status}`);
  return response;
}

export const fetchJson = async (file: URL): Promise<unknown> => (await fetched(file)).json();

export const fetchBytes = async (file: URL): Promise<Uint8Array> =>
  new Uint8Array(await (await fetched(file)).arrayBuffer());
