/** What the settings are made of, as one chunk that is loaded after first paint. */
import './control-panel';
import '../model-downloads/model-downloads';
import '../offline-panel/offline-panel';
