'use strict';
// node page.js URL SCREENSHOT: two pages of samples/Chat in Chromium. What they show at the end is written as JSON.
const path = require('node:path');
const { createRequire } = require('node:module');

const root = path.resolve(__dirname, '../../..');
const { chromium } = createRequire(path.join(root, '.cache/npm/load.js'))('playwright-core');
const [url, screenshot] = process.argv.slice(2);

async function enter(browser, name, faults) {
  const page = await browser.newPage({ viewport: { width: 900, height: 520 } });
  page.on('pageerror', (error) => faults.push(`${error}`));
  page.on('console', (said) => { if (said.type() === 'error') faults.push(said.text()); });
  await page.goto(`${url}&name=${name}`);
  await page.getByText(`* ${name} is here`).first().waitFor();
  return page;
}

async function say(page, text) {
  await page.locator('#line').fill(text);
  await page.locator('#say button').click();
}

const shown = async (page, list) => page.locator(`#${list} li`).allTextContents();

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const faults = [];
  const ada = await enter(browser, 'ada', faults);
  const bob = await enter(browser, 'bob', faults);
  await say(bob, 'hello 😀');
  await ada.locator('#door li', { hasText: 'bob: hello 😀' }).waitFor();
  await say(ada, 'hi bob');
  await bob.locator('#inside li', { hasText: 'ada: hi bob' }).waitFor();
  await ada.locator('#inside li', { hasText: 'ada: hi bob' }).waitFor();
  await ada.locator('#door li', { hasText: 'ada: hi bob' }).waitFor();
  await ada.locator('#visitors', { hasText: 'ada and bob' }).waitFor();
  await ada.screenshot({ path: screenshot });
  await bob.close();
  await ada.locator('#inside li', { hasText: '* bob has left' }).waitFor();
  await ada.locator('#door li', { hasText: '* bob has left' }).waitFor();
  console.log(JSON.stringify({ inside: await shown(ada, 'inside'), door: await shown(ada, 'door'), faults }));
  await browser.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
