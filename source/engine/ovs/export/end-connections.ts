/** Connections of NetFlow end with the cached flows that counted them (xlate_cache_clear, push_dp_ops, revalidate_ukey__). */
import type {Datapath} from '../../devices/datapath/datapath-device.js';
import type {FlowKey} from '../../flow/key.js';
import {bridgeOf} from '../translate/key-bridge.js';
import type {Credit} from '../translate/translation.js';
import {bridgeNamed, type Vswitchd} from '../vswitchd.js';
import {endConnection} from './netflow.js';

/** Those that an answer credits. */
export function endConnections(switchd: Vswitchd, credits: readonly Credit[], now: number): void {
	for (const credit of credits) {
		const bridge = credit.kind === 'flow-export' ? bridgeNamed(switchd, credit.bridge) : undefined;
		if (bridge && credit.kind === 'flow-export') endConnection(bridge.exports, credit.key, now);
	}
}

/** That of a cached flow of which only the key is known, which has the port number of the datapath. */
export function endConnectionOf(switchd: Vswitchd, {id}: Datapath, key: FlowKey, now: number): void {
	const from = bridgeOf(switchd, id, key);
	if (from) endConnection(from.bridge.exports, key, now);
}
