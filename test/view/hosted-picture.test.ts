/** Networks of a hosted hypervisor in the picture: services stand behind the name of their network, in the host's box. */
import {describe, expect, it} from 'vitest';
import {machineNamed} from '../../source/engine/world.js';
import {en} from '../../source/locale/en.js';
import {linesOf} from '../../source/view/canvas.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {routeOf} from '../../source/view/picture/route.js';
import {layOut} from '../../source/view/picture/scene.js';
import {plainText} from '../../source/view/token.js';
import {NOTHING, paintPicture} from '../../source/view/topology-picture.js';
import {labFile, openLab} from '../fixtures/lab-files.js';

const {world} = openLab('hosted-modes');
const {rows} = labFile('hosted-modes');

function drawn(width: number, height: number, delivered: readonly string[] = []): string[] {
	const scene = layOut(world, rows, width, height, en.picture);
	const happening = {...NOTHING, delivered: delivered.map((name) => machineNamed(world, name)?.id as number)};
	return linesOf(paintPicture(scene, world, happening, UNICODE)).map((line) => plainText(line).trimEnd());
}

function id(machine: string): number {
	return machineNamed(world, machine)?.devices[0] as number;
}

describe('a virtual network', () => {
	it('is named with its services and their addresses, shorter where there is less room', () => {
		expect(drawn(73, 19).join('\n')).toContain('H   vmnet8 NAT .2 DHCP .254     vmnet0   vmnet1 DHCP .254');
		expect(drawn(60, 14).join('\n')).toContain('H   vmnet8 NAT DHCP     vmnet0   vmnet1 DHCP');
		expect(drawn(43, 15).join('\n')).toContain('H   vmnet8       vmnet0   vmnet1');
	});

	it('has no box for a service', () => {
		expect(drawn(73, 19).join('\n')).not.toContain('vmnet8.nat');
	});

	it('shows which service has taken a frame', () => {
		expect(drawn(73, 19, ['vmnet8.nat']).join('\n')).toContain(`vmnet8${UNICODE.delivered}NAT .2 DHCP .254`);
		expect(drawn(73, 19, ['vmnet8.dhcp']).join('\n')).toContain(`vmnet8 NAT .2${UNICODE.delivered}DHCP .254`);
	});

	it('leads a frame from the guest over the hub to the service, cell by cell', () => {
		const scene = layOut(world, rows, 73, 19, en.picture);
		const jack = world.devices.find((device) => device.name.startsWith('vmnet8.') && device.kind === 'nic')?.id as number;
		const route = routeOf(scene, world, [jack, id('vmnet8.nat')]);
		expect(route.length).toBeGreaterThan(1);
		for (const [index, cell] of route.entries()) {
			const before = route[index - 1];
			if (before) expect(Math.abs(cell.x - before.x) + Math.abs(cell.y - before.y)).toBe(1);
		}
	});
});
