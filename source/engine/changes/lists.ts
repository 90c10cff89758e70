/** Takes the first of these values out of a list; was it there? */
export function dropFirst<T>(list: T[], value: T): boolean {
	const at = list.indexOf(value);
	if (at !== -1) list.splice(at, 1);
	return at !== -1;
}
