/** Rows of table Mirror to mirrors (vswitchd/bridge.c, mirror_configure; ofproto-dpif-mirror.c, mirror_set). One that has no output, or a port of another bridge for one, is none. */
import {type Database, flagOf, numberOf, numbersOf, type Row, rowsIn, textOf, textsOf} from '../database/database.js';
import type {Mirror} from '../mirror/mirror.js';
import type {OvsBridge} from '../vswitchd.js';
import {vlanBits} from './settings.js';

/** The daemon has 32 bits to remember which mirrors a frame has had. */
const MAX_MIRRORS = 32;

export function configureMirrors(database: Database, bridge: OvsBridge, row: Row): void {
	const rows = rowsIn(database, 'Bridge', row, 'mirrors');
	const wanted = new Map(rows.map((mirror) => [mirror.uuid, mirror]));
	const kept = bridge.mirrors.flatMap((mirror) => {
		const found = mirror.uuid === undefined ? undefined : wanted.get(mirror.uuid);
		const read = found && readMirror(database, bridge, found);
		return read ? [{...read, packets: mirror.packets, bytes: mirror.bytes}] : [];
	});
	const known = new Set(kept.map(({uuid}) => uuid));
	const added = rows.filter(({uuid}) => !known.has(uuid)).flatMap((mirror) => readMirror(database, bridge, mirror) ?? []);
	bridge.mirrors = [...kept, ...added].slice(0, MAX_MIRRORS);
}

function readMirror(database: Database, bridge: OvsBridge, row: Row): Mirror | undefined {
	const names = (column: string) =>
		textsOf(row, column)
			.flatMap((uuid) => database.tables.Port.get(uuid) ?? [])
			.map((port) => textOf(port, 'name'))
			.filter((name) => bridge.ports.some((port) => port.name === name));
	const hasPort = textsOf(row, 'output_port').length > 0;
	const [outputPort] = names('output_port');
	const outputVlan = hasPort ? undefined : numberOf(row, 'output_vlan');
	if (outputPort === undefined && outputVlan === undefined) return undefined;
	const selectAll = flagOf(row, 'select_all');
	return {
		uuid: row.uuid,
		name: textOf(row, 'name'),
		selectAll,
		selectSrc: selectAll ? [] : names('select_src_port'),
		selectDst: selectAll ? [] : names('select_dst_port'),
		selectVlan: vlanBits(numbersOf(row, 'select_vlan')),
		outputPort,
		outputVlan,
		snaplen: numberOf(row, 'snaplen') ?? 0,
		packets: 0,
		bytes: 0,
	};
}
