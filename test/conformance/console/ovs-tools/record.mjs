/** Records what the real `ovs-appctl`, `ovs-ofctl` and `ovs-dpctl` answer: `node test/conformance/console/ovs-tools/record.mjs [SCRIPT]` */
import {recordScripts, withOvs} from '../temporary-ovs.mjs';

recordScripts(new URL('.', import.meta.url), process.argv[2], (lines) => withOvs('override', (type) => lines.map(type)));
