//! Answers as the types of the protocol read them.

use lsp_types::{
    CodeActionResponse, CodeLens, CompletionResponse, DocumentHighlight, DocumentSymbolResponse,
    FoldingRange, GotoDefinitionResponse, Hover, Location, PrepareRenameResponse, SelectionRange,
    WorkspaceEdit,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// Reads the result of a request on a document as what it is to be.
pub(super) fn read(method: &str, result: &Value) -> Result<(), Error> {
    fn of<T: DeserializeOwned>(result: &Value) -> Result<(), Error> {
        Option::<T>::deserialize(result).map(drop)
    }
    let read = match method {
        "hover" => of::<Hover>,
        "completion" => of::<CompletionResponse>,
        "definition" => of::<GotoDefinitionResponse>,
        "references" => of::<Vec<Location>>,
        "documentHighlight" => of::<Vec<DocumentHighlight>>,
        "prepareRename" => of::<PrepareRenameResponse>,
        "rename" => of::<WorkspaceEdit>,
        "selectionRange" => of::<Vec<SelectionRange>>,
        "codeAction" => of::<CodeActionResponse>,
        "documentSymbol" => of::<DocumentSymbolResponse>,
        "foldingRange" => of::<Vec<FoldingRange>>,
        "codeLens" => of::<Vec<CodeLens>>,
        _ => return Ok(()),
    };
    read(result)
}
