/*
 * `ethtool` 6.1: what the driver of a device says of it
 *
 * Virtual devices answer as their drivers in Linux do. Not modelled: settings of a card, its queues, its module, and whatever else depends
 * on its maker; the kind of a card's port is given as a veth gives it.
 */
import type {Device} from '../../engine/device.js';
import {slaveOf} from '../../engine/devices/bonding/bond-device.js';
import {formatMac} from '../../engine/mac.js';
import {deviceOfKind, peerOf} from '../../engine/world.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {isVirtualPair} from '../print/link-line.js';
import {type Answer, fails, type Printed, prints} from '../program.js';
import {findDevice, LOOPBACK, machineAt} from '../resolve.js';
import {featureLines} from './ethtool/features.js';
import {driverOf, driverText, settingsText} from './ethtool/settings.js';

const NEAREST = 'ethtool DEVICE, ethtool -i DEVICE, ip -s -d link show';
const absent = (word: string, also: string, help: string): Keyword => ({word, also: [also], takes: 'device', help, instead: NEAREST});

const OPTIONS: readonly Keyword[] = [
	{word: '-i', also: ['--driver'], takes: 'device', help: 'the driver'},
	{word: '-k', also: ['--show-features', '--show-offload'], takes: 'device', help: 'what it leaves to others'},
	{word: '-S', also: ['--statistics'], takes: 'device', help: 'counters of the driver'},
	{word: '-P', also: ['--show-permaddr'], takes: 'device', help: 'the MAC that it was made with'},
	{word: '-a', also: ['--show-pause'], takes: 'device', help: 'pause frames'},
	{word: '-c', also: ['--show-coalesce'], takes: 'device', help: 'how interrupts are collected'},
	{word: '-g', also: ['--show-ring'], takes: 'device', help: 'the size of its rings'},
	{word: '-l', also: ['--show-channels'], takes: 'device', help: 'its queues'},
	{word: '-m', also: ['--dump-module-eeprom', '--module-info'], takes: 'device', help: 'the module in its slot'},
	{word: '--version', help: 'version'},
	absent('-s', '--change', 'change its settings'),
	absent('-A', '--pause', 'change pause frames'),
	absent('-C', '--coalesce', 'change how interrupts are collected'),
	absent('-G', '--set-ring', 'change its rings'),
	absent('-K', '--features', 'change what it leaves to others'),
	absent('-L', '--set-channels', 'change its queues'),
	absent('-n', '--show-nfc', 'rules of its filters'),
	absent('-N', '--config-nfc', 'change rules of its filters'),
	absent('-x', '--show-rxfh', 'its hash'),
	absent('-X', '--rxfh', 'change its hash'),
	absent('-T', '--show-time-stamping', 'time stamps'),
	absent('-p', '--identify', 'let its light blink'),
	absent('-t', '--test', 'let it test itself'),
	absent('-r', '--negotiate', 'negotiate anew'),
	absent('-d', '--register-dump', 'its registers'),
	absent('-e', '--eeprom-dump', 'its memory'),
	absent('-E', '--change-eeprom', 'change its memory'),
	absent('-f', '--flash', 'new firmware'),
	absent('-h', '--help', 'help'),
];

export const ETHTOOL: Command = {
	word: 'ethtool',
	help: 'what the driver of a device says of it',
	keywords: OPTIONS,
	bare: 'device',
	run: runEthtool,
};

const USAGE = 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n';
const NO_NAME = 'netlink error: no device matches name (offset 24)\nnetlink error: No such device\n';
const UNSUPPORTED = 'netlink error: Operation not supported\n';

/** How it asks for settings: five questions, each in vain. */
const QUESTIONS = 5;

function runEthtool(place: Place, [first, ...more]: readonly string[]): Answer {
	if (first === undefined) throw new Complaint(USAGE, 1);
	// What stands behind the name of a device is not read.
	if (!first.startsWith('-')) return settings(place, first);
	const option = OPTIONS.find(({word, also}) => word === first || also?.includes(first));
	if (!option) throw new Complaint(USAGE, 1);
	if (option.instead !== undefined) throw notModelled(`ethtool: "${first}"`, option.instead);
	if (option.word === '--version') return prints('ethtool version 6.1\n');
	const [name, ...rest] = more;
	if (name === undefined || rest.length > 0) throw new Complaint(USAGE, 1);
	return answer(place, option.word, name);
}

function settings(place: Place, name: string): Printed {
	if (name === LOOPBACK) return prints(`Settings for ${LOOPBACK}:\n\tLink detected: ${machineAt(place).loopbackDown ? 'no' : 'yes'}\n`);
	const device = findDevice(place, name);
	return device
		? prints(settingsText(place.world, device))
		: {stdout: 'No data available\n', stderr: NO_NAME.repeat(QUESTIONS), status: 75};
}

function answer(place: Place, option: string, name: string): Printed {
	const device = findDevice(place, name);
	const isThere = device !== undefined || name === LOOPBACK;
	switch (option) {
		case '-i':
			return isThere ? driver(place, device) : fails('Cannot get driver information: No such device\n', 71);
		case '-S':
			return isThere ? statistics(place, device) : fails('Cannot get stats strings information: No such device\n', 96);
		case '-P':
			return isThere ? prints(permanent(place, device)) : fails('netlink error: No such device\n', 1);
		case '-k':
			return isThere ? features(place, name, device) : fails(NO_NAME, 1);
		default:
			if (!isThere) return fails(NO_NAME, 1);
			if (device && (isCard(place, device) || (option === '-l' && device.kind === 'nic')))
				throw notModelled(`ethtool: "${option}" of ${name}`, NEAREST);
			return fails(UNSUPPORTED, 1);
	}
}

/** Is there hardware behind it? */
function isCard({world}: Place, device: Device): boolean {
	return device.kind === 'vf' || (device.kind === 'nic' && !isVirtualPair(world, device));
}

function driver(place: Place, device: Device | undefined): Printed {
	if (!device || device.kind === 'gretap') return fails('Cannot get driver information: Operation not supported\n', 71);
	const found = driverOf(place.world, device);
	if (!found) throw notModelled(`ethtool: "-i" of ${device.name}, a card of no known maker`, NEAREST);
	return prints(driverText(found));
}

function statistics(place: Place, device: Device | undefined): Printed {
	if (device && isCard(place, device)) throw notModelled(`ethtool: "-S" of ${device.name}`, 'ip -s link show');
	if (!device || !isVirtualPair(place.world, device)) return fails('no stats available\n', 94);
	const received = ['xdp_packets', 'xdp_bytes', 'drops', 'xdp_redirect', 'xdp_drops', 'xdp_tx', 'xdp_tx_errors'].map(
		(name) => `rx_queue_0_${name}`,
	);
	const sent = ['xdp_xmit', 'xdp_xmit_errors'].map((name) => `tx_queue_0_${name}`);
	const counters = [...received, ...sent].map((name) => `     ${name}: 0\n`).join('');
	return prints(`NIC statistics:\n     peer_ifindex: ${peerOf(place.world, device.id)?.ifindex ?? 0}\n${counters}`);
}

function permanent(place: Place, device: Device | undefined): string {
	if (!device || !isCard(place, device)) return 'Permanent address: not set\n';
	const bond = deviceOfKind(place.world, device.master, 'bond');
	return `Permanent address: ${formatMac((bond && slaveOf(bond, device.id)?.permanentMac) ?? device.mac)}\n`;
}

function features(place: Place, name: string, device: Device | undefined): Printed {
	const kind = device?.kind === 'bridge' ? 'bridge' : device && isVirtualPair(place.world, device) ? 'veth' : undefined;
	if (!kind) throw notModelled(`ethtool: "-k" of ${name}`, 'ethtool -k of a veth or a bridge');
	return prints(`Features for ${name}:\n${featureLines(kind)}`);
}
