namespace HybridRec.Evaluation.Reports.Html;

/// <summary>What the page carries along, embedded in this assembly.</summary>
internal static class HtmlResources
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    private static string Read(string name)
    {
        using Stream stream = typeof(HtmlResources).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
