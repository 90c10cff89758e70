/** `bridge mdb show`: who wants which group, and with `-d` behind which ports multicast routers are. */
import type {Bridge} from '../../engine/devices/bridge/bridge-device.js';
import {mdbRows, routerPortRows} from '../../engine/devices/bridge/mdb-report.js';
import type {World} from '../../engine/world.js';
import {all, both, datum, list, NOTHING, type Piece, words} from './piece.js';
import {formatTimer} from './timer.js';

export interface MdbStyle {
	details: boolean;
	statistics: boolean;
	/** Only this VID. */
	vid: number | undefined;
}

/** A line for each member. */
export function printMdb(world: World, bridge: Bridge, {details, statistics, vid}: MdbStyle): Piece[] {
	return mdbRows(bridge, world)
		.filter((row) => vid === undefined || row.vid === vid)
		.map((row) =>
			all(
				datum('index', bridge.ifindex),
				both('dev', bridge.name, `dev ${bridge.name}`),
				both('port', row.port, ` port ${row.port}`),
				both('grp', row.group, ` grp ${row.group}`),
				both('state', row.state, ` ${row.state}`),
				details && row.protocol ? both('protocol', row.protocol, ` proto ${row.protocol} `) : undefined,
				datum('flags', []),
				row.vid === 0 ? undefined : both('vid', row.vid, ` vid ${row.vid}`),
				statistics ? both('timer', formatTimer(row.timer), ` ${formatTimer(row.timer)}`) : undefined,
				words('\n'),
			),
		);
}

/** The second half of the listing, which only `-d` shows: one line, or with `-s` one for each port. */
export function printRouterPorts(world: World, bridge: Bridge, statistics: boolean): Piece {
	const rows = routerPortRows(bridge, world);
	if (rows.length === 0) return NOTHING;
	const ports = rows.map((row) => {
		if (!statistics) return both('port', row.port, `${row.port} `);
		const timer = formatTimer(row.timer);
		return all(
			words(`router ports on ${bridge.name}: `),
			both('port', row.port, row.port),
			both('timer', timer, ` ${timer}`),
			both('type', row.state, ` ${row.state}`),
			words('\n'),
		);
	});
	return all(
		statistics ? undefined : words(`router ports on ${bridge.name}: `),
		list(bridge.name, ports),
		statistics ? undefined : words('\n'),
	);
}
