using System.Security.Cryptography;
using System.Text;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>What the page carries along, embedded in this assembly.</summary>
internal static class HtmlResources
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>The script that draws the charts, with what it uses of ECharts. ASCII.</summary>
    public static string Script { get; } = Read("report.js");

    /// <summary>
    /// What the page may do: run this script and no other, be styled, and nothing more; it can't reach a network.
    /// </summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'; "
        + "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static string Read(string name)
    {
        using Stream stream = typeof(HtmlResources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using StreamReader reader = new(stream);

        // A browser hashes a script after it has made all line ends LF.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
