/** `bridge mdb show`: who wants which group, and with `-d` behind which ports multicast routers are. */
import type {Bridge} from '../../engine/devices/bridge/bridge-device.js';
import {mdbRows, routerPortRows} from '../../engine/devices/bridge/mdb-report.js';
import type {World} from '../../engine/world.js';
import {formatTimer} from './timer.js';

export interface MdbStyle {
	details: boolean;
	statistics: boolean;
	/** Only this VID. */
	vid: number | undefined;
}

export function printMdb(world: World, bridge: Bridge, {details, statistics, vid}: MdbStyle): string {
	return mdbRows(bridge, world)
		.filter((row) => vid === undefined || row.vid === vid)
		.map((row) => {
			const protocol = details && row.protocol ? ` proto ${row.protocol} ` : '';
			const timer = statistics ? ` ${formatTimer(row.timer)}` : '';
			return `dev ${bridge.name} port ${row.port} grp ${row.group} ${row.state}${protocol}${row.vid === 0 ? '' : ` vid ${row.vid}`}${timer}\n`;
		})
		.join('');
}

/** The second half of the listing, which only `-d` shows. */
export function printRouterPorts(world: World, bridge: Bridge, statistics: boolean): string {
	const rows = routerPortRows(bridge, world);
	if (rows.length === 0) return '';
	if (statistics) return rows.map((row) => `router ports on ${bridge.name}: ${row.port} ${formatTimer(row.timer)} ${row.state}\n`).join('');
	return `router ports on ${bridge.name}: ${rows.map(({port}) => `${port} `).join('')}\n`;
}
