using System.Net;
using System.Text.RegularExpressions;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>Makes any text safe to stand in an element or in a quoted attribute.</summary>
internal static partial class HtmlText
{
    /// <summary>The text, escaped; characters that no page may hold become U+FFFD.</summary>
    public static string Escape(string plain) => WebUtility.HtmlEncode(Forbidden().Replace(plain, "\uFFFD"));

    [GeneratedRegex(@"[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex Forbidden();
}
