/*
 * `service-control` of the vCenter Server Appliance: the service vmware-vpxd
 *
 * That service is vCenter itself. While it is stopped nothing of a distributed switch can be changed, and hosts go on with what they have.
 * Sentences are from memory and from VMware's knowledge base; there is no appliance to ask.
 */
import type {Manager} from '../../engine/vmware/manager.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {getopt} from '../getopt.js';
import {type Answer, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';

const OPTIONS: readonly Keyword[] = [
	{word: '--start', help: 'start it'},
	{word: '--stop', help: 'stop it'},
	{word: '--status', help: 'does it run?'},
	{word: '--all', help: 'all services, which is this one here'},
	{word: '--list', help: 'names of services'},
	{word: '--ignore', help: 'go on after a failure', instead: 'service-control --start vmware-vpxd'},
	{word: '--dry-run', help: 'only say what would be done', instead: 'service-control --status'},
];
const VPXD = 'vmware-vpxd';

export const SERVICE_CONTROL: Command = {
	word: 'service-control',
	help: 'stops and starts vCenter, on its own machine',
	keywords: OPTIONS,
	run: runServiceControl,
};

function runServiceControl(place: Place, words: readonly string[]): Answer {
	const {manager} = machineAt(place);
	if (manager?.kind !== 'vcenter') throw new Complaint('service-control: command not found\n', 127);
	const wrong = (flag: string) => new Complaint(`service-control: error: unrecognized arguments: ${flag}\n`, 2);
	const flags = new Set<string>();
	for (const read of getopt({tool: 'service-control', table: OPTIONS, unknown: wrong, missing: wrong}, words)) {
		if (read.kind === 'option') flags.add(read.option);
		else if (read.value !== VPXD && read.value !== 'vpxd') throw notModelled(`service-control: the service ${read.value}`, VPXD);
	}
	if (flags.has('--list')) return prints(`${VPXD}\n`);
	if (flags.has('--stop') || flags.has('--start')) return turn(place, manager, flags.has('--start'));
	if (flags.has('--status')) return prints(`${manager.running ? 'Running' : 'Stopped'}:\n ${VPXD}\n`);
	throw new Complaint('service-control: error: one of the arguments --start --stop --status --list is required\n', 2);
}

function* turn({machine}: Place, {running}: Manager, on: boolean): Program {
	const doing = on ? 'start' : 'stop';
	if (running === on)
		return prints(`Operation not cancellable. Please wait for it to finish...\nService ${VPXD} is already ${on ? 'running' : 'stopped'}\n`);
	yield* make({kind: 'run-manager', machine, running: on});
	return prints(
		`Operation not cancellable. Please wait for it to finish...\nPerforming ${doing} operation on service vpxd...\nSuccessfully ${on ? 'started' : 'stopped'} service vpxd\n`,
	);
}
