/** `replay`: being written. */
export async function replay(
	_paths: readonly string[],
	_options: {readonly check: boolean; readonly json: boolean; readonly allowSkips: boolean},
): Promise<number> {
	throw new Error('replay is not there yet');
}
