/** The commands on datapaths that are here, and those that are not (lib/dpctl.c, all_commands). */
import {notModelled} from '../../complaint.js';
import {change, text} from '../ovs-appctl/daemon-command.js';
import {datapathNamed, nameOf} from './datapath-names.js';
import {chosen, type DpctlCommand, isAnswer} from './dpctl-command.js';
import {dumpFlows, getFlow} from './dump-flows.js';
import {showDatapaths} from './show.js';

/** In the order of the real one. */
const COMMANDS: readonly (readonly [word: string, usage: string, wants: readonly [number, number], nearest: string | undefined])[] = [
	['add-dp', 'dp [iface...]', [1, Number.POSITIVE_INFINITY], 'ovs-vsctl add-br'],
	['del-dp', 'dp', [1, 1], 'ovs-vsctl del-br'],
	['add-if', 'dp iface...', [2, Number.POSITIVE_INFINITY], 'ovs-vsctl add-port'],
	['del-if', 'dp iface...', [2, Number.POSITIVE_INFINITY], 'ovs-vsctl del-port'],
	['set-if', 'dp iface...', [2, Number.POSITIVE_INFINITY], 'ovs-vsctl set Interface'],
	['dump-dps', '', [0, 0], undefined],
	['show', '[-s] [dp...]', [0, Number.POSITIVE_INFINITY], undefined],
	['dump-flows', '[-m] [--names] [dp] [filter=..] [type=..] [pmd=..]', [0, 6], undefined],
	['add-flow', '[dp] flow actions', [2, 3], 'ovs-ofctl add-flow'],
	['mod-flow', '[dp] flow actions', [2, 3], 'ovs-ofctl mod-flows'],
	['get-flow', '[dp] ufid', [1, 2], undefined],
	['del-flow', '[dp] flow', [1, 2], 'dpctl/del-flows'],
	['add-flows', '[dp] file', [1, 2], 'ovs-ofctl add-flows'],
	['mod-flows', '[dp] file', [1, 2], 'ovs-ofctl mod-flows'],
	['del-flows', '[dp] [file]', [0, 2], undefined],
	['offload-stats-show', '[dp]', [0, 1], 'dpctl/show -s'],
	['dump-conntrack', '[-m] [-s] [dp] [zone=N]', [0, 4], 'conntrack -L'],
	['flush-conntrack', '[dp] [zone=N] [ct-orig-tuple] [ct-reply-tuple]', [0, 4], 'conntrack -F'],
	['cache-get-size', '[dp]', [0, 1], 'dpctl/show'],
	['cache-set-size', 'dp cache <size>', [3, 3], 'dpctl/show'],
	['ct-stats-show', '[dp] [zone=N]', [0, 3], 'conntrack -C'],
	['ct-bkts', '[dp] [gt=N]', [0, 2], 'conntrack -C'],
	['ct-set-maxconns', '[dp] maxconns', [1, 2], 'conntrack -C'],
	['ct-get-maxconns', '[dp]', [0, 1], 'conntrack -C'],
	['ct-get-nconns', '[dp]', [0, 1], 'conntrack -C'],
	['ct-enable-tcp-seq-chk', '[dp]', [0, 1], 'conntrack -L'],
	['ct-disable-tcp-seq-chk', '[dp]', [0, 1], 'conntrack -L'],
	['ct-get-tcp-seq-chk', '[dp]', [0, 1], 'conntrack -L'],
	['ct-set-limits', '[dp] [default=L] [zone=N,limit=L]...', [1, Number.POSITIVE_INFINITY], 'conntrack -C'],
	['ct-del-limits', '[dp] zone=N1[,N2]...', [1, 2], 'conntrack -C'],
	['ct-get-limits', '[dp] [zone=N1[,N2]...]', [0, Number.POSITIVE_INFINITY], 'conntrack -C'],
	['ipf-set-enabled', '[dp] v4|v6', [1, 2], 'dpctl/show'],
	['ipf-set-disabled', '[dp] v4|v6', [1, 2], 'dpctl/show'],
	['ipf-set-min-frag', '[dp] v4|v6 minfragment', [2, 3], 'dpctl/show'],
	['ipf-set-max-nfrags', '[dp] maxfrags', [1, 2], 'dpctl/show'],
	['ipf-get-status', '[dp]', [0, 1], 'dpctl/show'],
	['list-commands', '', [0, Number.POSITIVE_INFINITY], undefined],
	['parse-actions', 'actions', [1, Number.POSITIVE_INFINITY], 'dpctl/dump-flows'],
	['normalize-actions', 'actions', [2, Number.POSITIVE_INFINITY], 'dpctl/dump-flows'],
];

type Own = Pick<DpctlCommand, 'names' | 'help' | 'run'>;

const OWN: Readonly<Record<string, Own>> = {
	'dump-dps': {
		names: [],
		help: 'datapaths',
		run: ({datapaths, switchd}) => text(datapaths.map((datapath) => `${nameOf(switchd, datapath)}\n`).join('')),
	},
	show: {names: ['text'], help: 'ports of datapaths, and how frames were answered', run: showDatapaths},
	'dump-flows': {names: ['text'], help: 'cached flows, and how often each was used', run: dumpFlows},
	'get-flow': {names: ['text'], help: 'one cached flow, by its ufid', run: getFlow},
	'del-flows': {
		names: ['text'],
		help: 'takes all cached flows away',
		run: (asked) => {
			const {datapaths, switchd, args, program, place} = asked;
			const [first, file = first !== undefined && !datapathNamed(switchd, datapaths, first) ? first : undefined] = args;
			// Files are of the machine, not of the daemon; the real one forgets that this is a fault.
			if (file !== undefined) return text(`${program}: Opening file "${file}" failed (No such file or directory)\n`);
			const datapath = chosen(asked, first);
			return isAnswer(datapath) ? datapath : change({kind: 'ovs-purge', machine: place.machine}, '');
		},
	},
};

/** As both programs print it; their words begin with `prefix`. */
export function dpctlList(prefix: string): string {
	const lines = COMMANDS.flatMap(([word, usage]) => [
		// The daemon has a help of its own.
		...(word === 'list-commands' && prefix === '' ? [`  ${'help'.padEnd(23)} \n`] : []),
		`  ${prefix}${word.padEnd(23)} ${usage}\n`,
	]);
	return `The available commands are:\n${lines.join('')}`;
}

export const DPCTL_COMMANDS: readonly DpctlCommand[] = COMMANDS.flatMap(([word, usage, wants]) => {
	const own = OWN[word];
	return own ? [{word, usage, wants, ...own}] : [];
});

/** Those that are not here, with how they are used. */
export function unmodelledDpctl(prefix: string): (readonly [word: string, usage: string])[] {
	return COMMANDS.flatMap(([word, usage, , nearest]) => (nearest === undefined ? [] : [[`${prefix}${word}`, usage] as const]));
}

/** Refuses a command that is real and not here, by name; a word that is none is nobody's. */
export function refuseUnmodelled(tool: string, prefix: string, word: string): void {
	const nearest = COMMANDS.find(([name]) => name === word)?.[3];
	if (nearest === undefined) return;
	throw notModelled(`${tool} ${prefix}${word}`, nearest.replace(/^dpctl\//, `${tool} ${prefix}`));
}
