/** What the settings show while Portrait is on, loaded then. */
import './background-picker';
import '../live-preview/live-preview';
