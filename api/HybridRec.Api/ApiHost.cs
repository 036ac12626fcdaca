using System.Text.Encodings.Web;
using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.Jobs;
using HybridRec.Api.ListenBrainz;
using HybridRec.Api.Native;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Pages;
using HybridRec.Api.Security;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using Microsoft.AspNetCore.Http.Timeouts;

namespace HybridRec.Api;

/// <summary>Puts the server together. The <c>serve</c> command runs it; the demonstration and the tests start it too.</summary>
internal static class ApiHost
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Builds the server; start it with <c>StartAsync</c> or <c>RunAsync</c>.</summary>
    /// <param name="options">How to serve.</param>
    /// <param name="data">What to serve; the caller disposes it after the server.</param>
    /// <param name="cancellationToken">Cancels the reading of the signing key.</param>
    public static async Task<WebApplication> BuildAsync(
        ApiOptions options, DataFolder data, CancellationToken cancellationToken)
    {
        byte[] signingKey = await data.Tokens.SigningKeyAsync(cancellationToken);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ApiHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,

            // Whatever the machine's environment says: a stack trace is for the log, not for a client.
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = SubmissionLimits.RequestBytes + 65_536;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Logging.AddStructuredLogs(data.Path, options.LogToConsole);
        AddServices(builder.Services, options, data, signingKey);

        WebApplication app = builder.Build();
        UsePipeline(app);
        return app;
    }

    private static void AddServices(
        IServiceCollection services, ApiOptions options, DataFolder data, byte[] signingKey)
    {
        services.AddSingleton(options.Clock);
        services.AddSingleton(data);
        services.AddSingleton(data.PlayLog);
        services.AddSingleton(data.Catalogue);
        services.AddSingleton(data.ServeLog);
        services.AddSingleton(data.Models);
        services.AddSingleton(data.Sounds);
        services.AddSingleton(new AudioLinks(signingKey, options.Clock));
        services.AddSingleton<ServingModelHolder>();
        services.AddSingleton<Recommender>();
        services.AddSingleton<PlayingNow>();
        services.AddSingleton<SubmitListens>();
        services.AddSingleton<ModelWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelWatcher>());
        options.AddCompanions?.Invoke(services);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        services.AddAccessRules();
        services.AddApiDescription();
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
        });

        // Answers are application/json and nosniff, never pasted into a page, so people may read them unescaped.
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseRequestLog();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusCodeAnswers.WriteAsync);
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapHealth();
        app.MapHome();
        app.MapListenBrainz();
        app.MapNative();
        app.MapJobs();
        app.MapUserJobs();
        app.MapModels();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }
}
