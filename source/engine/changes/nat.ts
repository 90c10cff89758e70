/** NAT rules are added and deleted, connections forgotten. */
import {type ChangeResult, refused} from '../change.js';
import type {NatChange} from '../nat/nat-change.js';
import type {World} from '../world.js';

export function applyNatChange(_world: World, _change: NatChange): ChangeResult {
	return refused('EOPNOTSUPP');
}
