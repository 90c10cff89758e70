/** `stp/show` (lib/stp.c, stp_unixctl_show). */
import {printStp} from '../../print/ovs-stp.js';
import {type DaemonCommand, refuse, text} from './daemon-command.js';

export const STP_COMMANDS: readonly DaemonCommand[] = [
	{
		word: 'stp/show',
		usage: '[bridge]',
		wants: [0, 1],
		names: ['ovs-bridge'],
		help: 'the spanning tree: root, roles, states',
		run: ({switchd, args: [name]}) => {
			const trees = switchd.bridges.flatMap(({name: bridge, stp}) =>
				stp && (name === undefined || name === bridge) ? [printStp(bridge, stp)] : [],
			);
			return name !== undefined && trees.length === 0 ? refuse('no such stp object') : text(trees.join(''));
		},
	},
];
