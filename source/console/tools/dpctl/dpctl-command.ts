/**
 * Commands on datapaths, which `ovs-dpctl` and the daemon (`ovs-appctl dpctl/…`) have in common (lib/dpctl.c).
 *
 * The tool asks the kernel, and sees the datapaths of the kernel only; the daemon sees its own.
 */
import type {Datapath} from '../../../engine/devices/datapath/datapath-device.js';
import type {Vswitchd} from '../../../engine/ovs/vswitchd.js';
import type {ArgumentKind, Place} from '../../command.js';
import {type DaemonAnswer, refuse} from '../ovs-appctl/daemon-command.js';
import {datapathNamed} from './datapath-names.js';

export interface DpctlAsked {
	place: Place;
	switchd: Vswitchd;
	/** Those that whoever asks can see. */
	datapaths: readonly Datapath[];
	/** Who speaks: `ovs-vswitchd`, `ovs-dpctl`. */
	program: string;
	/** `-m`; `--names`, which `-m` implies; `-s`. */
	more: boolean;
	names: boolean;
	statistics: boolean;
	args: readonly string[];
}

export interface DpctlCommand {
	word: string;
	/** As `list-commands` prints it. */
	usage: string;
	wants: readonly [least: number, most: number];
	/** What each argument names, for completion. */
	names: readonly ArgumentKind[];
	help: string;
	run(asked: DpctlAsked): DaemonAnswer;
}

/** A fault (dpctl_error): who speaks, what was done, and why not. */
export function fault({program}: DpctlAsked, what: string, why?: string): DaemonAnswer {
	return refuse(`${program}: ${what}${why === undefined ? '' : ` (${why})`}`);
}

/** The datapath that the word names, or the only one that there is (opt_dpif_open). */
export function chosen(asked: DpctlAsked, word: string | undefined): Datapath | DaemonAnswer {
	const {datapaths, program, switchd} = asked;
	const missing = `${program}: datapath not found (Invalid argument)`;
	if (word !== undefined) return datapathNamed(switchd, datapaths, word) ?? refuse(missing);
	const [first, second] = datapaths;
	if (!first) return refuse(`${program}: no datapaths exist\n${missing}`);
	if (second) return refuse(`${program}: multiple datapaths, specify one\n${missing}`);
	return first;
}

export function isAnswer(found: Datapath | DaemonAnswer): found is DaemonAnswer {
	return found.kind !== 'datapath';
}
