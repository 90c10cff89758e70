/** Settings are strings in the database; these read them as the daemon does (lib/smap.c): what cannot be read is the default. */
import {type Row, settingOf} from '../database/database.js';

export function booleanSetting(row: Row, key: string, otherwise: boolean, column = 'other_config'): boolean {
	const text = settingOf(row, column, key)?.toLowerCase();
	return otherwise ? text !== 'false' : text === 'true';
}

export function integerSetting(row: Row, key: string, otherwise: number, column = 'other_config'): number {
	const text = settingOf(row, column, key);
	return text !== undefined && /^\s*[+-]?\d+$/.test(text) ? Number(text) : otherwise;
}

/** A number that is not negative. */
export function countSetting(row: Row, key: string, otherwise: number, column = 'other_config'): number {
	const value = integerSetting(row, key, otherwise, column);
	return value < 0 ? otherwise : value;
}

/** A set of VLANs as bits: bit n of word n >> 5. `undefined` for an empty list. */
export function vlanBits(vlans: readonly number[]): Uint32Array | undefined {
	if (vlans.length === 0) return undefined;
	const bits = new Uint32Array(128);
	for (const vlan of vlans) bits[vlan >> 5] = (bits[vlan >> 5] as number) | (1 << (vlan & 31));
	return bits;
}

export function equalBits(a: Uint32Array | undefined, b: Uint32Array | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && a.every((word, at) => word === b[at]));
}
