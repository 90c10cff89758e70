/** What a table says of a word from outside; nothing of names that every object has, such as `constructor`. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}
