using System.Text.Json.Nodes;
using HybridRec.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HybridRec.Api.OpenApi;

/// <summary>Describes the server at <c>/openapi/v1.json</c>. Needs no database, so a build can make it too.</summary>
internal static class OpenApiSetup
{
    private const string Description =
        "Discovery playlists from listening history and audio. Routes under `/1` follow ListenBrainz, routes under "
        + "`/api/v1` are this server's own; the former answer errors as `{\"code\":400,\"error\":\"…\"}`, the latter as "
        + "RFC 9457 problems. Send `Authorization: Token YOUR_TOKEN` (or `Bearer`); `token add NAME` makes a token.";

    /// <summary>Adds the description.</summary>
    /// <param name="services">Where to add it.</param>
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "HybridRec", Version = "v1", Description = Description };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[TokenAuthentication.SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "\"Token \" (or \"Bearer \") and the token that `token add NAME` printed.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAuthorizeData>().Any())
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(TokenAuthentication.SchemeName, context.Document)] = [],
                },
            ];
        }

        foreach (QueryParameter parameter in metadata.OfType<QueryParameters>().SelectMany(query => query.Parameters))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Required = parameter is TextParameter,
                Schema = parameter.ToSchema(),
            });
        }

        if (metadata.OfType<BodyExample>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = new OpenApiSchema { Type = JsonSchemaType.Object },
                        Example = JsonNode.Parse(body.Example),
                    },
                },
            };
        }
    }
}
