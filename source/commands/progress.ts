/** `progress`: show, export, import and reset. */
export function progress(_words: readonly string[], _options: {readonly json: boolean; readonly stateDir: string}): number {
	return 0;
}
