using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using HybridRec.Api.Hosting;
using HybridRec.Engine.Serving;

namespace HybridRec.Api.Pages;

/// <summary><c>/</c>: one page that says what is served and how to ask for it. No script, no file beside it.</summary>
internal static class HomePage
{
    private const string Style = """

        :root { color-scheme: light dark; --ink: #1d2329; --soft: #5b6670; --paper: #fbfbf9; --line: #d9dcd8; --box: #f1f2ee; --accent: #0b6e63; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e8e6; --soft: #9aa5ad; --paper: #14181b; --line: #2c3338; --box: #1c2226; --accent: #5fd0c0; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
        main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { margin: 0; font-size: 1.9rem; letter-spacing: -.02em; }
        h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem; }
        p { margin: .5rem 0; }
        .soft { color: var(--soft); }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 1rem 0 0; }
        dl div { border-top: 2px solid var(--line); padding-top: .5rem; }
        dl div.wide { grid-column: 1 / -1; }
        dt { color: var(--soft); font-size: .85rem; }
        dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        dl div.wide dd { font: 1rem/1.5 ui-monospace, monospace; }
        pre { margin: .5rem 0 1rem; padding: .8rem 1rem; background: var(--box); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font: .86rem/1.5 ui-monospace, monospace; }
        code { font-family: ui-monospace, monospace; font-size: .92em; }
        a { color: var(--accent); }
        .warn { border-left: 3px solid #c77d0a; padding: .25rem 0 .25rem .8rem; }

        """;

    private static readonly string ContentPolicy =
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style))) + "'";

    /// <summary>Adds the page.</summary>
    /// <param name="routes">Where to add it.</param>
    public static void MapHome(this IEndpointRouteBuilder routes) => routes
        .MapGet("/", Get)
        .AllowAnonymous()
        .WithTags("Health")
        .WithSummary("A page for people: what is served, and how to ask for it.")
        .Produces<string>(StatusCodes.Status200OK, "text/html");

    internal static IResult Get(HttpContext context, ServingModelHolder holder, ModelWatcher watcher)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        string root = $"{context.Request.Scheme}://{context.Request.Host}";
        return TypedResults.Text(
            Render(holder.Current, watcher.State, HtmlEncoder.Default.Encode(root)), "text/html", Encoding.UTF8);
    }

    private static string Render(ServingModel? model, ModelState state, string root) => $$$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>HybridRec</title>
        <style>{{{Style}}}</style>
        </head>
        <body>
        <main>
        <h1>HybridRec</h1>
        <p class="soft">Discovery playlists from what you play and how it sounds.</p>
        {{{Served(model, state)}}}
        <h2>Ask for a playlist</h2>
        <p>Make a token (shown once; add <code>--data DIR</code> if this server has one), then ask. <code>discovery</code> goes from 0, safe, to 1, far out.</p>
        <pre>TOKEN=$(dotnet run --project api/HybridRec.Api -- token add alice)
        curl -H "Authorization: Token $TOKEN" "{{{root}}}/api/v1/users/alice/playlists/discovery?count=30&amp;discovery=0.5"</pre>
        <p>With <code>&amp;format=m3u8</code>, <code>xspf</code> or <code>jspf</code> the answer is a file that players open; its links work for 24 hours.</p>
        <pre>curl -H "Authorization: Token $TOKEN" "{{{root}}}/api/v1/users/alice/playlists/discovery?playable=true&amp;format=m3u8" &gt; discovery.m3u8</pre>
        <h2>Tell it what you play</h2>
        <p>Any player that reports to ListenBrainz works: set its server to <code>{{{root}}}</code> and its token to yours. By hand:</p>
        <pre>curl -H "Authorization: Token $TOKEN" {{{root}}}/1/submit-listens -d '{"listen_type":"single","payload":[
          {"listened_at":'$(date +%s)',"track_metadata":{"artist_name":"Nina Simone","track_name":"Sinnerman"}}]}'</pre>
        <h2>More</h2>
        <p><a href="/openapi/v1.json">All routes (OpenAPI)</a> · <a href="/readyz">Is it ready?</a></p>
        </main>
        </body>
        </html>
        """;

    private static string Served(ServingModel? model, ModelState state)
    {
        if (model is null)
        {
            return """
                <p class="warn">No model is served yet. Import listens or audio, then train:
                <code>dotnet run --project jobs/HybridRec.Jobs.Cli -- run train</code>. It is picked up within a second.</p>
                """;
        }

        string warning = state.Refused is null
            ? ""
            : "<p class=\"warn\">The promoted model is damaged; an older one is served. The server's log says more.</p>";
        return $"""
            {warning}
            <dl>
            <div><dt>Tracks</dt><dd>{Number(model.Tracks.Count)}</dd></div>
            <div><dt>With audio</dt><dd>{Number(model.HasAudio.Count(true))}</dd></div>
            <div><dt>Listeners learned from</dt><dd>{Listeners(model)}</dd></div>
            <div class="wide"><dt>Model</dt><dd>{HtmlEncoder.Default.Encode(model.Version.Value)}</dd></div>
            </dl>
            """;
    }

    private static string Listeners(ServingModel model) =>
        model.Manifest.Metrics.TryGetValue("users", out double users) ? Number(users) : "unknown";

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
