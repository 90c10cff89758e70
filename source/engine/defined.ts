/** Without the keys that are `undefined`: what was not asked for is not there. */
export function defined<T extends object>(options: T | undefined): {[K in keyof T]?: Exclude<T[K], undefined>} {
	return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]?: Exclude<T[K], undefined>;
	};
}
