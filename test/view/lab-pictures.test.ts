/** Pictures of labs at three sizes of the screen, as they were read and found good; `npx vitest run test/view/lab-pictures.test.ts -u` draws them anew. */
import {expect, it} from 'vitest';
import {en} from '../../source/locale/en.js';
import {linesOf} from '../../source/view/canvas.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {layoutOf} from '../../source/view/layout.js';
import {layOut} from '../../source/view/picture/scene.js';
import {plainText} from '../../source/view/token.js';
import {NOTHING, paintPicture} from '../../source/view/topology-picture.js';
import {labFile, openLab} from '../fixtures/lab-files.js';

const SIZES = [
	[60, 20],
	[80, 24],
	[120, 40],
] as const;

/** One lab of each system. */
const LABS = [
	'hosted-modes',
	'lan-with-router',
	'linux-nat',
	'per-vm-nat',
	'sriov-migration',
	'sriov-tenants',
	'vmware-private-vlans',
	'vmware-team',
];

it.each(LABS)('%s', async (name) => {
	const {world} = openLab(name);
	const {rows} = labFile(name);
	const pictures = SIZES.map(([columns, height]) => {
		const [area] = layoutOf(columns, height).pictures;
		if (!area) throw new Error('no picture');
		const scene = layOut(world, rows, area.width, area.height, en.picture);
		const lines = linesOf(paintPicture(scene, world, NOTHING, UNICODE)).map((line) => plainText(line).trimEnd());
		return `${columns}x${height}\n\n${lines.join('\n')}\n`;
	});
	await expect(pictures.join('\n')).toMatchFileSnapshot(`./pictures/${name}.txt`);
});
