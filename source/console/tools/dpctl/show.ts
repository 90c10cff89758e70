/** `show`: the ports of datapaths, and how frames were answered (show_dpif). */
import type {Datapath, DatapathPort} from '../../../engine/devices/datapath/datapath-device.js';
import {datapathPortNames} from '../../../engine/devices/datapath/flow-text.js';
import {type DeviceStatistics, statisticsOfDevice} from '../../../engine/ovs/database/device-statistics.js';
import type {Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {deviceAt} from '../../../engine/world.js';
import {type DaemonAnswer, text} from '../ovs-appctl/daemon-command.js';
import {datapathNamed, nameOf} from './datapath-names.js';
import {type DpctlAsked, fault} from './dpctl-command.js';

export function showDatapaths(asked: DpctlAsked): DaemonAnswer {
	const {datapaths, switchd, args} = asked;
	if (args.length === 0) return text(datapaths.map((datapath) => datapathText(asked, datapath)).join(''));
	let shown = '';
	for (const word of args) {
		const datapath = datapathNamed(switchd, datapaths, word);
		if (!datapath) return fault(asked, `opening datapath ${word} failed`, 'No such device');
		shown += datapathText(asked, datapath);
	}
	return text(shown);
}

function datapathText(asked: DpctlAsked, datapath: Datapath): string {
	const {lookups, cache} = datapath;
	const frames = lookups.hit + lookups.missed;
	const isKernel = datapath.type === 'system';
	const masks = [
		`  masks: hit:${lookups.maskHit} total:${new Set(cache.tables.filter(Boolean)).size} hit/pkt:${(frames ? lookups.maskHit / frames : 0).toFixed(2)}`,
		`  cache: hit:${lookups.cacheHit} hit-rate:${(frames ? (lookups.cacheHit / frames) * 100 : 0).toFixed(2)}%`,
	];
	return [
		`${nameOf(asked.switchd, datapath)}:`,
		`  lookups: hit:${lookups.hit} missed:${lookups.missed} lost:${lookups.lost}`,
		`  flows: ${cache.count}`,
		...(isKernel ? masks : []),
		...portTexts(asked, datapath),
		'',
	].join('\n');
}

/** The device of the datapath itself is port 0; no frame passes it. */
function portTexts({place: {world}, switchd, statistics}: DpctlAsked, datapath: Datapath): string[] {
	const names = datapathPortNames(world, datapath);
	const kind = (port: DatapathPort): string => (port.kind === 'netdev' ? '' : ` (${typeText(switchd, datapath, port.kind)})`);
	const nothing = {rx_packets: 0, rx_bytes: 0, tx_packets: 0, tx_bytes: 0};
	const rows = [
		{
			line: `  port 0: ${datapath.name} (${typeText(switchd, datapath, 'internal')})`,
			counted: switchd.datapathOverride ? nothing : {...NO_ERRORS, ...nothing},
		},
		...datapath.ports.map((port) => ({
			line: `  port ${port.number}: ${names.nameOf(port.number)}${kind(port)}`,
			counted: 'device' in port ? statisticsOfDevice(switchd, deviceAt(world, port.device), datapath.type) : {...NO_ERRORS, ...nothing},
		})),
	];
	return rows.flatMap(({line, counted}) => [line, ...(statistics ? statisticsTexts(counted) : [])]);
}

/** What a port is called that no device of the host stands behind (netdev_get_type). */
export function typeText({datapathOverride}: Vswitchd, {type}: Pick<Datapath, 'type'>, kind: string): string {
	if (kind !== 'internal') return kind;
	if (datapathOverride) return 'dummy-internal';
	return type === 'netdev' ? 'tap' : 'internal';
}

const ERRORS = [...['rx_errors', 'rx_dropped', 'rx_over_err', 'rx_frame_err'], ...['tx_errors', 'tx_dropped', 'collisions']] as const;
const NO_ERRORS: DeviceStatistics = Object.fromEntries(ERRORS.map((name) => [name, 0]));

/** Four lines; a `?` for what a device does not count. */
function statisticsTexts(counted: DeviceStatistics): string[] {
	// What column `statistics` leaves out a device of Linux counts all the same.
	const isLinux = 'rx_errors' in counted;
	const of = (name: string): string => String(counted[name] ?? (isLinux ? 0 : '?'));
	return [
		`    RX packets:${of('rx_packets')} errors:${of('rx_errors')} dropped:${of('rx_dropped')} overruns:${of('rx_over_err')} frame:${of('rx_frame_err')}`,
		`    TX packets:${of('tx_packets')} errors:${of('tx_errors')} dropped:${of('tx_dropped')} aborted:${of('tx_aborted_errors')} carrier:${of('tx_carrier_errors')}`,
		`    collisions:${of('collisions')}`,
		`    RX bytes:${bytesText(of('rx_bytes'))}  TX bytes:${bytesText(of('tx_bytes'))}`,
	];
}

/** From 1024 octets on also in larger units (print_human_size). */
function bytesText(bytes: string): string {
	const count = Number(bytes);
	const units = [
		['TiB', 2 ** 40],
		['GiB', 2 ** 30],
		['MiB', 2 ** 20],
		['KiB', 2 ** 10],
	] as const;
	const unit = units.find(([, size]) => count >= size);
	return unit ? `${bytes} (${(count / unit[1]).toFixed(1)} ${unit[0]})` : bytes;
}
