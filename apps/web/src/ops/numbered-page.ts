import { notFound, rootRouteId } from '@tanstack/react-router';

/** Options of a route to something with a number as its `id`: any other address is no page. */
export const numberedPage = {
  beforeLoad: ({ params }: { params: { id: string } }) => {
    if (!/^[1-9]\d{0,14}$/.test(params.id)) throw notFound({ routeId: rootRouteId });
  },
};
