/** `ovs-appctl stp/show` (lib/stp.c, stp_print_details). */
import type {BridgeId} from '../../engine/devices/bridge/bridge-device.js';
import {formatMac} from '../../engine/mac.js';
import {
	enabledPorts,
	isRoot,
	type OvsStp,
	rootPortOf,
	type StpPort,
	type StpTimes,
	stpRoleOf,
	toMilliseconds,
} from '../../engine/ovs/stp/entity.js';

/** The spanning tree of the bridge that is called `name`, with a line end after each line. */
export function printStp(name: string, stp: OvsStp): string {
	const root = rootPortOf(stp);
	const lines = [
		`---- ${name} ----`,
		'Root ID:',
		...bridgeLines(stp.designatedRoot, stp.own),
		...(isRoot(stp) || !root ? ['  This bridge is the root'] : [`  root-port       ${root.name}`, `  root-path-cost  ${stp.rootPathCost}`]),
		'',
		'Bridge ID:',
		...bridgeLines(stp.id, stp.inForce),
		'',
		`  ${row(['Interface', 'Role', 'State', 'Cost'])}Pri.Nbr `,
		'  ---------- ---------- ---------- ----- -------',
		...enabledPorts(stp).map((port) => portLine(stp, port)),
		'',
	];
	return lines.map((line) => `${line}\n`).join('');
}

/** Beside the root stand the times that this bridge would set, beside the bridge those that hold. */
function bridgeLines({priority, mac}: BridgeId, times: StpTimes): string[] {
	const seconds = (ticks: number): string => `${Math.floor(toMilliseconds(ticks) / 1000)}s`;
	return [
		`  stp-priority  ${priority}`,
		`  stp-system-id   ${formatMac(mac)}`,
		`  stp-hello-time  ${seconds(times.helloTime)}`,
		`  stp-max-age     ${seconds(times.maxAge)}`,
		`  stp-fwd-delay   ${seconds(times.forwardDelay)}`,
	];
}

function portLine(stp: OvsStp, port: StpPort): string {
	return `  ${row([port.name, stpRoleOf(stp, port), port.state, String(port.cost)])}${port.id >> 8}.${port.id & 0xff}`;
}

/** Names are cut to ten characters. */
function row([name = '', role = '', state = '', cost = '']: string[]): string {
	const wide = [name, role, state].map((text) => text.slice(0, 10).padEnd(11)).join('');
	return `${wide}${cost.padEnd(6)}`;
}
