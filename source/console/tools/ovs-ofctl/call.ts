/*
 * What the commands of `ovs-ofctl` share: a connection to a switch
 *
 * The tool speaks OpenFlow to one bridge, in the highest version that `-O` and the bridge both have. What it
 * prints has numbers of messages in it (`xid`): before a flow is read it asks for the names of ports and tables,
 * four messages, and two more change the flow format, where the standard one of 1.0 will not do.
 */

import {PROTOCOL} from '../../../engine/flow/field.js';
import {OPENFLOW_VERSIONS, type OpenFlowVersion, versionNumber} from '../../../engine/flow/syntax/protocol.js';
import {NO_PORT_NAMES, type PortNames, type Problem} from '../../../engine/flow/syntax/reading.js';
import {datumOf, rowNamed} from '../../../engine/ovs/database/database.js';
import {portNamesOf} from '../../../engine/ovs/translate/report.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../../../engine/ovs/vswitchd.js';
import type {ArgumentKind, Place} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import type {Answer} from '../../program.js';
import {machineAt} from '../../resolve.js';

export interface OfctlOptions {
	/** `-O`, in ascending order. */
	versions: readonly OpenFlowVersion[];
	strict: boolean;
	/** `--names`, `--no-names`; otherwise names are printed on a terminal. */
	names: boolean | undefined;
	statistics: boolean;
	/** `--sort`, `--rsort`: the name of a field, or `undefined` for the priority. */
	criteria: {field: string | undefined; descending: boolean}[];
	mayCreate: boolean;
	/** `--readd`: flows that are the same are sent, too. */
	readd: boolean;
	/** `-F openflow10`: no extensions of Nicira. */
	standardOnly: boolean;
}

export interface Call {
	place: Place;
	options: OfctlOptions;
	args: readonly string[];
}

export interface OfctlCommand {
	word: string;
	wants: readonly [least: number, most: number];
	names: readonly ArgumentKind[];
	help: string;
	run(call: Call): Answer;
}

/** A switch that answers, and the version in which it does. */
export interface Connection {
	switchd: Vswitchd;
	bridge: OvsBridge;
	version: OpenFlowVersion;
	/** 10 to 15. */
	number: number;
}

/** ovs_fatal: a sentence and exit status 1. */
export function fatal(text: string, log = ''): Complaint {
	return new Complaint(`${log}ovs-ofctl: ${text}\n`, 1);
}

/** Opens a connection to the bridge that the first argument names. */
export function connect({place, options, args: [name = '']}: Call): Connection {
	const {vswitchd} = machineAt(place);
	const bridge = vswitchd?.running ? bridgeNamed(vswitchd, name) : undefined;
	if (!vswitchd || !bridge) throw fatal(`${name} is not a bridge or a socket`);
	const spoken = versionsOf(vswitchd, bridge);
	const version = options.versions.filter((each) => spoken.includes(each)).at(-1);
	if (version === undefined) {
		const what = `we support ${said(options.versions)}, peer supports ${said(spoken)}`;
		const log = `vconn|WARN|unix:/var/run/openvswitch/${name}.mgmt: version negotiation failed (${what})\n`;
		throw fatal(`${name}: failed to connect to socket (Broken pipe)`, log);
	}
	return {switchd: vswitchd, bridge, version, number: versionNumber(version)};
}

/** Versions that the bridge speaks: column `protocols`, or all. */
function versionsOf({database}: Vswitchd, {name}: OvsBridge): readonly OpenFlowVersion[] {
	const row = rowNamed(database, 'Bridge', name);
	const named = row ? (datumOf('Bridge', row, 'protocols').keys as string[]) : [];
	return named.length === 0 ? OPENFLOW_VERSIONS : OPENFLOW_VERSIONS.filter((version) => named.includes(version));
}

/** `version 0x04`, `versions 0x01, 0x04`: as the wire has them. */
function said(versions: readonly OpenFlowVersion[]): string {
	const numbers = versions.map((version) => `0x0${versionNumber(version) - 9}`);
	return `version${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`;
}

/** Names of ports that may be typed. */
export function acceptedNames({options}: Call, {bridge}: Connection): PortNames {
	return options.names === false ? NO_PORT_NAMES : portNamesOf(bridge);
}

/** Names of ports that are printed. */
export function shownNames({place, options}: Call, {bridge}: Connection): PortNames {
	return (options.names ?? place.piped !== true) ? portNamesOf(bridge) : NO_PORT_NAMES;
}

/** What was typed cannot be read. */
export function complain(problem: Problem, log = ''): Complaint {
	if (problem.kind === 'not-modelled')
		return notModelled(problem.what, 'ovs-ofctl with the fields and actions of ovs-fields(7) that the lab has');
	return fatal(problem.message, `${log}${problem.log === undefined ? '' : `${problem.log}\n`}${logOf(problem.message)}`);
}

/** What stands in the log before the fault. */
function logOf(message: string): string {
	const table = /^unknown table "(\d+)"$/.exec(message)?.[1] ?? /^(\d+): (?:resubmit to )?unknown table/.exec(message)?.[1];
	if (table !== undefined) return `ofp_table|WARN|table ${table} is outside the supported range 0 through 255\n`;
	const port =
		/^(\d+): (?:output|enqueue) to unknown port$|^(\d+): invalid or unknown port for in_port$|^(\d+) is not a valid OpenFlow port/.exec(
			message,
		);
	const number = port?.[1] ?? port?.[2] ?? port?.[3];
	return number === undefined ? '' : outOfRange(number);
}

/** What the log says of a number that no port has (ofputil_port_from_string). */
export function outOfRange(number: string): string {
	return `ofp_port|WARN|port ${number} is outside the supported range 0 through ffff or 0xffffff00 through 0xffffffff\n`;
}

/** Number of the message that carries a change, or asks; `more` went before it than usually do. */
export function xidOf({options}: Call, steps: {readsNames: boolean; format?: number; more?: number}): string {
	const names = steps.readsNames && options.names !== false ? 4 : 0;
	const extended = steps.format !== undefined && (steps.format & (PROTOCOL.of10StdTid | PROTOCOL.of10Nxm | PROTOCOL.of10NxmTid)) !== 0;
	return `0x${(2 + names + (extended ? 2 : 0) + (steps.more ?? 0)).toString(16)}`;
}

/** ` (OF1.3)`; nothing in 1.0. */
export function versionText(number: number): string {
	return number === 10 ? '' : ` (OF1.${number - 10})`;
}
