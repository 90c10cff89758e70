/** Bonds (ofproto/bond.c). */
import type {Mac} from '../mac.js';
import type {Translation} from './translation.js';
import type {OfPort, OvsPort} from './vswitchd.js';

/** The member by which a frame leaves; `undefined` when none may send (bond_choose_output_member). */
export function chooseMember(_translation: Translation, _port: OvsPort, _vlan: number): OfPort | undefined {
	throw new Error('not built yet');
}

/** May a frame for `dst` come in by this member (bond_check_admissibility)? `drop-if-moved`: not when its source is known elsewhere. */
export function admits(_port: OvsPort, _member: number, _dst: Mac): 'accept' | 'drop' | 'drop-if-moved' {
	throw new Error('not built yet');
}
