/** Megaflows in words, for the trace: as `ovs-appctl dpctl/dump-flows --names` writes them. */
import {DATAPATH_WORDS, type FlowKey, type FlowMask} from '../../flow/key.js';
import {deviceAt, type World} from '../../world.js';
import type {DatapathAction} from './datapath-action.js';
import type {Datapath} from './datapath-device.js';
import {datapathPort} from './ports.js';

export function matchText(_world: World, _datapath: Datapath, key: FlowKey, mask: FlowMask): string {
	const words: string[] = [];
	for (let word = 0; word < DATAPATH_WORDS; word++) {
		if (mask[word] !== 0)
			words.push(`${word}=${((key[word] as number) >>> 0).toString(16)}/${((mask[word] as number) >>> 0).toString(16)}`);
	}
	return words.join(',');
}

export function actionsText(world: World, datapath: Datapath, actions: readonly DatapathAction[]): string {
	return actions.length === 0
		? 'drop'
		: actions.map((action) => (action.kind === 'output' ? portName(world, datapath, action.port) : action.kind)).join(',');
}

/** The name of a port of a datapath. */
export function portName(world: World, datapath: Datapath, number: number): string {
	const port = datapathPort(datapath, number);
	if (!port) return String(number);
	return 'device' in port ? deviceAt(world, port.device).name : port.name;
}
