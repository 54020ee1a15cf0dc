import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';

/** The file of a page could not be loaded: the hub restarts or was updated, or the network is down. */
export class PageCodeMissing extends Error {
  override readonly name = 'PageCodeMissing';
}

/** The page of a route, in a file of its own that is loaded when somebody goes near a link to it. */
export function lazyPage<Module extends object, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
): RouteComponent {
  return lazyRouteComponent<Record<string, RouteComponent>, string>(
    // The router knows browsers' messages for a missing file, and would reload the page whatever is typed there.
    () =>
      load().then(
        // A page reads its route's parameters, so its own type cannot be asked for where that route is made.
        (module) => module as Record<string, RouteComponent>,
        (cause: unknown) => {
          throw new PageCodeMissing('The code of this page could not be loaded.', { cause });
        },
      ),
    name,
  );
}
