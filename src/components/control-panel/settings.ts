/** What the settings consist of, loaded together after the first paint. */
import './control-panel';
import '../model-downloads/model-downloads';
import '../offline-panel/offline-panel';
