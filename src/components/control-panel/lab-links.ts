/** The pages for people who want to know how good and how fast it is. */
import { html } from 'lit';

export const labLinks = html`
  <ul class="links">
    <li>
      <a href="?lab=compare">Compare detectors</a>
      <p class="soft">One stage against two, engine against engine: on the same pictures, timed on this device.</p>
    </li>
    <li>
      <a href="?lab=portrait">Portrait lab</a>
      <p class="soft">How well the person is told from the background.</p>
    </li>
    <li>
      <a href="?selftest">Self-test</a>
      <p class="soft">What this browser can do, and whether it does it rightly.</p>
    </li>
  </ul>
`;
