using HybridRec.Api.Errors;

namespace HybridRec.Api.OpenApi;

/// <summary>The query parameters of a route, as metadata for its OpenAPI entry.</summary>
/// <param name="Parameters">The parameters, in the order to list them.</param>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> Parameters);

/// <summary>The body of a route that reads it itself, as metadata for its OpenAPI entry.</summary>
/// <param name="Example">A valid body, JSON.</param>
internal sealed record BodyExample(string Example);

/// <summary>Short forms to describe a route.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Lists the route's query parameters.</summary>
    /// <param name="route">The route.</param>
    /// <param name="parameters">The parameters.</param>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params QueryParameter[] parameters) =>
        route.WithMetadata(new QueryParameters(parameters));

    /// <summary>Shows a valid body.</summary>
    /// <param name="route">The route.</param>
    /// <param name="example">The body, JSON.</param>
    public static RouteHandlerBuilder WithBody(this RouteHandlerBuilder route, string example) =>
        route.WithMetadata(new BodyExample(example));

    /// <summary>Lists errors in ListenBrainz's shape.</summary>
    /// <param name="route">The route.</param>
    /// <param name="statuses">Their HTTP statuses.</param>
    public static RouteHandlerBuilder ProducesListenBrainzErrors(this RouteHandlerBuilder route, params int[] statuses) =>
        statuses.Aggregate(route, (described, status) => described.Produces<ListenBrainzError>(status));

    /// <summary>Lists errors that are RFC 9457 problems.</summary>
    /// <param name="route">The route.</param>
    /// <param name="statuses">Their HTTP statuses.</param>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] statuses) =>
        statuses.Aggregate(route, (described, status) => described.ProducesProblem(status));
}
